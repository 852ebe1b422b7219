/** Where requests wait while nobody listens at any replica of a service: a restart is over in a moment (ADR 23). */
import type { Cancellation } from '../domain/cancellation.ts';
import type { Now } from '../ports.ts';

export type WaitingRoomOptions = {
  /** Milliseconds for which it is open, counted from when the service was missed first; 0 keeps it closed. */
  holdMs: number;
  /** Requests that may wait at a time. */
  seats: number;
};

/** Milliseconds. At each tick one of those who wait looks whether the service is back. */
const TICK = 50;

export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  readonly #now: Now;
  readonly #waiting = new Set<(isTurn: boolean) => void>();
  #missedSince: number | undefined;
  #ticker: NodeJS.Timeout | undefined;

  constructor(options: WaitingRoomOptions, now: Now) {
    this.#options = options;
    this.#now = now;
  }

  /** Whether to wait rather than to try: the service is missed, has been for a moment only, and there is a seat. */
  get admits(): boolean {
    return this.#missedSince !== undefined && this.#msLeft(this.#missedSince) > 0 && this.#hasSeat;
  }

  /** Whether nobody listened when somebody was sought last. */
  get isMissed(): boolean {
    return this.#missedSince !== undefined;
  }

  /** Nobody listens. That is known until somebody was reached, so only the first moments of an outage are waited out. */
  miss(): void {
    this.#missedSince ??= this.#now();
  }

  /** Somebody was reached: all may go. */
  reach(): void {
    if (this.#missedSince === undefined) return;
    this.#missedSince = undefined;
    this.#release(true);
  }

  /** Resolves with true when it is time to try; with false when that is hopeless, or nobody wants the answer any more. */
  wait(cancellation: Cancellation): Promise<boolean> {
    return new Promise(resolve => {
      const leave = (isTurn: boolean) => {
        this.#waiting.delete(leave);
        if (this.#waiting.size === 0) this.#stopTicking();
        resolve(isTurn);
      };
      this.#waiting.add(leave);
      this.#ticker ??= setInterval(() => this.#tick(), TICK);
      cancellation.onCancel(() => leave(false));
    });
  }

  #tick(): void {
    if (this.#missedSince !== undefined && this.#msLeft(this.#missedSince) <= 0) return this.#release(false);
    const [first] = this.#waiting;
    first?.(true);
  }

  #release(isTurn: boolean): void {
    for (const leave of this.#waiting) leave(isTurn);
  }

  #stopTicking(): void {
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  #msLeft(missedSince: number): number {
    return missedSince + this.#options.holdMs - this.#now();
  }

  get #hasSeat(): boolean {
    return this.#waiting.size < this.#options.seats;
  }
}
