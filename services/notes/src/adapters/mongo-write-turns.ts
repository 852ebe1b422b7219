/** One person's writes in this process, one after the other: at once they would only conflict and be run again. */
import { AppError } from '@keep/service-kit/app-error';

export class WriteTurns {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `work` after this person's earlier ones. Whoever waits for one that finds the store away fails with it. */
  take<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(userId) ?? Promise.resolve()).then(work);
    const ended = turn.then(
      () => undefined,
      (error: unknown) => {
        if (isUnavailable(error)) throw error;
      },
    );
    this.#last.set(userId, ended);
    const forget = () => {
      if (this.#last.get(userId) === ended) this.#last.delete(userId);
    };
    ended.then(forget, forget);
    return turn;
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'unavailable';
}
