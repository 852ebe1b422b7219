/** Tries again what may work later, a bounded number of times. */
import { RequestFailed } from './import-client.ts';

/** Resolves after so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

export const ATTEMPTS = 7;
const LONGEST_WAIT = 60_000;

/** Whether an answer of this status, or none at all (null), may be another one later. */
export function mayWorkLater(status: number | null): boolean {
  return status === null || status === 429 || (status >= 502 && status <= 504);
}

/** Milliseconds: half a second doubled each time (half a minute in all), or longer when the server asks for it. */
export function delayAfter(attempt: number, retryAfter: number | null): number {
  return Math.min(Math.max(retryAfter ?? 0, 500 * 2 ** (attempt - 1)), LONGEST_WAIT);
}

/** Calls until it succeeds, fails for good, or the attempts are used up; then throws the last failure. */
export async function retrying<Value>(call: () => Promise<Value>, wait: Wait): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RequestFailed) || !mayWorkLater(error.status) || attempt === ATTEMPTS) throw error;
      await wait(delayAfter(attempt, error.retryAfter));
    }
  }
}
