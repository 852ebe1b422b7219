/** Many operations in one request: in order, each with its own outcome. */
import { createHash } from 'node:crypto';
import { batch } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { Logger } from '@keep/service-kit/logger';
import { toProblem } from '@keep/service-kit/problem';
import { currentContext } from '@keep/service-kit/request-context';
import type { z } from 'zod';
import type { Effect } from '../use-cases/effect.ts';
import type { HandleOnce } from '../use-cases/handle-once.ts';
import { effectText } from './present-effect.ts';
import { type BatchResult, makeResultText } from './result-text.ts';
import { runInOrder } from './run-in-order.ts';
import type { RunOperation } from './run-operation.ts';

const REMEMBER_FOR = 90 * 86_400_000;

type Operation = z.output<typeof batch.body>['operations'][number];
type Dependencies = { runOperation: RunOperation; handleOnce: HandleOnce; logger: Logger };

export function addBatchRoute(http: HttpApp, { runOperation, handleOnce, logger }: Dependencies): void {
  async function perform(
    actor: Actor,
    { opId, type, id, data }: Operation,
    onDecided: () => void,
  ): Promise<BatchResult> {
    const fingerprint = createHash('sha256')
      .update(JSON.stringify([type, id, data]))
      .digest('hex');
    const effect = await handleOnce<Effect>(actor.userId, {
      identity: { kind: 'operation', key: opId, fingerprint },
      rememberFor: REMEMBER_FOR,
      reused: opIdReused,
      act: remember =>
        runOperation(type, {
          actor,
          id,
          data,
          // It is asked for what to remember when the write is about to be given to the store.
          remember(effect) {
            onDecided();
            return remember(effect);
          },
        }),
      effectOf: each => each,
    });
    return { status: effect.status, text: effectText(effect) };
  }

  /** A refused operation does not refuse the others; a person who is gone, or unknown, is refused as a whole. */
  function refused(error: unknown): BatchResult {
    if (error instanceof AppError && error.kind === 'unauthenticated') throw error;
    const { status, problem } = toProblem(error, currentContext().requestId);
    if (status === 500) logger.error({ err: error }, 'batch operation failed');
    return { status, text: `"problem":${JSON.stringify(problem)}` };
  }

  http.route(batch, async ({ actor, body }) => {
    const failed = new Set<string>();
    const resultText = makeResultText();
    const results = await runInOrder(body.operations, async (operation, onDecided) => {
      const result = failed.has(operation.id)
        ? refused(earlierFailed())
        : await perform(actor, operation, onDecided).catch(refused);
      if (result.status >= 400) failed.add(operation.id);
      return resultText(operation.opId, result);
    });
    return { status: 200, text: `{"results":[${results.join(',')}]}` };
  });
}

function opIdReused(): AppError {
  return new AppError('conflict', 'op-id-reused', 'This opId came with another operation before: take a new one.');
}

function earlierFailed(): AppError {
  return new AppError('failed-dependency', 'failed-dependency', 'An earlier operation on the same object failed.');
}
