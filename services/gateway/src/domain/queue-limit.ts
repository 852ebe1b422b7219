/** How many requests may be at an upstream at a time: those that it works on, and those whose turn comes soon. */
import { RollingCounts } from './rolling-counts.ts';

const WINDOW_MS = 1_000;

export type QueueOptions = {
  /** Requests that one replica is given at a time; the others wait for their turn. */
  atOnce: number;
  /** Milliseconds for which they may have to wait, by the pace of the last second; 0 switches the limit off. */
  maxWaitMs: number;
};

/** By the pace at which it answers, so that neither a slow machine nor a fast one needs a number of its own. */
export class QueueLimit {
  readonly #options: QueueOptions;
  readonly #answers = new RollingCounts(WINDOW_MS);
  #inside = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  enter(): void {
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
  }

  answered(now: number): void {
    this.#answers.addTotal(now);
  }

  /** Whether one more would wait for too long. */
  isFull(replicas: number, now: number): boolean {
    const { atOnce, maxWaitMs } = this.#options;
    if (maxWaitMs === 0 || this.#inside < replicas * atOnce) return false;
    const answeredMeanwhile = (this.#answers.sums(now).total * maxWaitMs) / WINDOW_MS;
    return this.#inside >= replicas * atOnce + answeredMeanwhile;
  }
}
