/** How late the event loop runs: what a process notices first when it has more work than it can do. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION = 20;
const LOOK_EVERY = 500;

export class EventLoopLag {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  #timer: NodeJS.Timeout | undefined;
  #lagMs = 0;

  /** Milliseconds, the mean of the last half second. */
  get lagMs(): number {
    return this.#lagMs;
  }

  start(): void {
    this.#delay.enable();
    this.#timer = setInterval(() => {
      // The histogram holds whole delays in nanoseconds, its own interval included.
      this.#lagMs = Number.isNaN(this.#delay.mean) ? 0 : Math.max(0, this.#delay.mean / 1e6 - RESOLUTION);
      this.#delay.reset();
    }, LOOK_EVERY).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }
}
