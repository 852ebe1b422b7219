/** Sends operations so that each gets its answer: again when the server is busy, the whole request or single ones. */
import { problem } from '@keep/contracts/problem';
import { RequestFailed, type ImportClient, type Operation, type OperationResult } from './import-client.ts';
import { ATTEMPTS, delayAfter, mayWorkLater, retrying, type Wait } from './retry.ts';

/** At most a batch of operations, each on an object of its own; the results are in their order. */
export type SendOperations = (operations: readonly Operation[]) => Promise<OperationResult[]>;

/**
 * A request that is refused as a whole fails its operations, and the import goes on. When the session has ended or the
 * server stays away there is nothing to go on with: that `RequestFailed` is thrown. An operation keeps its `opId`, so
 * that one whose answer was lost is not done twice.
 */
export function makeSendOperations(client: ImportClient, wait: Wait): SendOperations {
  async function sendOnce(operations: readonly Operation[]): Promise<OperationResult[]> {
    try {
      return await retrying(() => client.batch(operations), wait);
    } catch (error) {
      if (!(error instanceof RequestFailed) || isFinal(error.status)) throw error;
      const { status, message } = error;
      return operations.map(({ opId }) => ({ opId, status: status ?? 0, problem: { detail: message } }));
    }
  }

  return async operations => {
    const results = new Map<string, OperationResult>();
    let open = operations;
    for (let attempt = 1; open.length > 0 && attempt <= ATTEMPTS; attempt += 1) {
      if (attempt > 1) await wait(delayAfter(attempt - 1, null));
      for (const result of await sendOnce(open)) results.set(result.opId, result);
      open = open.filter(({ opId }) => mayWorkLater(results.get(opId)?.status ?? null));
    }
    return operations.map(({ opId }) => results.get(opId) ?? { opId, status: 0 });
  };
}

function isFinal(status: number | null): boolean {
  return status === 401 || status === 403 || mayWorkLater(status);
}

export function hasCode(result: OperationResult, code: string): boolean {
  return problem.partial().safeParse(result.problem).data?.code === code;
}

/** A sentence for the user on what a failed operation's problem document says. */
export function reasonOf(result: OperationResult): string {
  const read = problem.partial().safeParse(result.problem);
  if (!read.success) return `the server answered ${result.status || 'nothing'}`;
  const { title, detail, errors = [] } = read.data;
  const faults = errors.map(error => `${error.pointer} ${error.detail}`).join(', ');
  return [detail ?? title, faults].filter(Boolean).join(': ') || `the server answered ${result.status}`;
}
