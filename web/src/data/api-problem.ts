/** What a request failed with: a problem document of the server, or no answer at all. */
import type { Problem } from '@keep/contracts/problem';

export type { Problem };

/** The server has refused the request. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  /** Seconds to wait, where the server asked for a pause. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem, retryAfter?: number) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** No answer came: offline, the server is down, or the connection broke. Whether the request was handled is unknown. */
export class NoAnswer extends Error {}

const TRANSIENT = new Set([408, 425, 429, 507]);

/** Whether the same request may succeed later without any change. */
export function isTransient(status: number): boolean {
  return status >= 500 || TRANSIENT.has(status);
}
