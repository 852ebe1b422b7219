/** The circuit breaker of one upstream: it stops asking what keeps failing, and asks again a little later. */
import { RollingCounts } from './rolling-counts.ts';

export type BreakerOptions = {
  /** Opens when at least this part of the window's attempts failed. */
  failureRatio: number;
  /** ... and the window holds at least as many attempts. */
  minSamples: number;
  windowMs: number;
  /** How long it stays open before it lets trials through. */
  openMs: number;
  /** Trials at a time while half-open. */
  trials: number;
};

export type BreakerState = 'closed' | 'half-open' | 'open';
/** What was admitted: an ordinary attempt, or a trial of a half-open breaker. */
export type Permit = 'attempt' | 'trial';
/** `unknown` where the attempt says nothing of the upstream: the client left. */
export type Verdict = 'worked' | 'failed' | 'unknown';

export class CircuitBreaker {
  readonly #options: BreakerOptions;
  readonly #counts: RollingCounts;
  #openUntil: number | undefined;
  #trials = 0;

  constructor(options: BreakerOptions) {
    this.#options = options;
    this.#counts = new RollingCounts(options.windowMs);
  }

  state(now: number): BreakerState {
    if (this.#openUntil === undefined) return 'closed';
    return now < this.#openUntil ? 'open' : 'half-open';
  }

  /** Undefined when the attempt must not be made. Whoever gets a permit settles it. */
  admit(now: number): Permit | undefined {
    const state = this.state(now);
    if (state === 'closed') return 'attempt';
    if (state === 'open' || this.#trials >= this.#options.trials) return undefined;
    this.#trials += 1;
    return 'trial';
  }

  /** Says how an admitted attempt ended. */
  settle(permit: Permit, verdict: Verdict, now: number): void {
    if (permit === 'trial') this.#settleTrial(verdict, now);
    else if (verdict !== 'unknown' && this.#openUntil === undefined) this.#count(verdict, now);
  }

  /** Milliseconds until it may admit again; 0 when it is not open. */
  waitMs(now: number): number {
    return Math.max(0, (this.#openUntil ?? now) - now);
  }

  /** Closes it and forgets the past: what it judged is not what is asked from now on. */
  reset(): void {
    this.#openUntil = undefined;
    this.#trials = 0;
    this.#counts.clear();
  }

  #settleTrial(verdict: Verdict, now: number): void {
    this.#trials = Math.max(0, this.#trials - 1);
    if (this.#openUntil === undefined || verdict === 'unknown') return;
    if (verdict === 'worked') this.reset();
    else this.#openUntil = now + this.#options.openMs;
  }

  #count(verdict: Verdict, now: number): void {
    this.#counts.addTotal(now);
    if (verdict !== 'failed') return;
    this.#counts.addMarked(now);
    const { total, marked } = this.#counts.sums(now);
    if (total < this.#options.minSamples || marked / total < this.#options.failureRatio) return;
    this.#openUntil = now + this.#options.openMs;
  }
}
