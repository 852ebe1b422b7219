/** The retry budget: repeating may add so much load and no more, or retries would finish off what is struggling. */
import { RollingCounts } from './rolling-counts.ts';

export type RetryBudgetOptions = {
  /** Retries as a part of the requests: 0.1 is 10 %. */
  ratio: number;
  /** Allowed on top, so that a quiet system can retry at all. */
  perSecond: number;
  windowMs: number;
};

export class RetryBudget {
  readonly #options: RetryBudgetOptions;
  readonly #counts: RollingCounts;

  constructor(options: RetryBudgetOptions) {
    this.#options = options;
    this.#counts = new RollingCounts(options.windowMs);
  }

  /** Counts a request of a client's. */
  deposit(now: number): void {
    this.#counts.addTotal(now);
  }

  /** Takes one retry out of the budget, or answers false when it is spent. */
  withdraw(now: number): boolean {
    const { ratio, perSecond, windowMs } = this.#options;
    const { total, marked } = this.#counts.sums(now);
    if (marked + 1 > ratio * total + (perSecond * windowMs) / 1000) return false;
    this.#counts.addMarked(now);
    return true;
  }
}
