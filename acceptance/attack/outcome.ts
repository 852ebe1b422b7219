/** What an answer gives away: all of it, but for what differs between any two answers. */
import type { Reply } from '@keep/testing/call';

type ResultOfOperation = { status: number; problem?: Record<string, unknown> };

/** Two refusals with the same outcome cannot be told apart. Of what was done, only that it was done. */
export function outcomeOf({ status, json, headers }: Reply): unknown {
  if (status >= 400) return { ...told(json), headers: [...headers.keys()].sort() };
  const results = json?.results as ResultOfOperation[] | undefined;
  return results
    ? { status, results: results.map(result => told(result.problem ?? { status: result.status })) }
    : { status };
}

function told(problem: Record<string, unknown>): Record<string, unknown> {
  const { requestId: _, ...rest } = problem;
  return rest;
}

/** The code of the refusal, of the request or of the one operation that it holds. */
export function codeOf({ json }: Reply): string | undefined {
  const results = json?.results as { problem?: { code: string } }[] | undefined;
  return results ? results[0]?.problem?.code : json?.code;
}
