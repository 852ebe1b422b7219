/**
 * How many requests may be at an upstream at a time: those that it works on, and those whose turn comes soon. Of these
 * each person, and each address without a person, has a fair share.
 */
import { RollingCounts } from './rolling-counts.ts';

const WINDOW_MS = 1_000;

export type QueueOptions = {
  /** Requests that one replica is given at a time; the others wait for their turn. */
  atOnce: number;
  /** Milliseconds for which they may have to wait, by the pace of the last second; 0 switches the limit off. */
  maxWaitMs: number;
};

/** `queue`: one more would wait for too long. `share`: one more would be more than the share of its sender. */
export type FullReason = 'queue' | 'share';

/** By the pace at which it answers, so that neither a slow machine nor a fast one needs a number of its own. */
export class QueueLimit {
  readonly #options: QueueOptions;
  readonly #answers = new RollingCounts(WINDOW_MS);
  /** By sender; none that has no request inside. */
  readonly #inside = new Map<string, number>();
  #total = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  enter(sender: string): void {
    this.#total += 1;
    this.#inside.set(sender, this.#insideOf(sender) + 1);
  }

  leave(sender: string): void {
    this.#total -= 1;
    const left = this.#insideOf(sender) - 1;
    if (left > 0) this.#inside.set(sender, left);
    else this.#inside.delete(sender);
  }

  answered(now: number): void {
    this.#answers.addTotal(now);
  }

  /**
   * Why one more of this sender must be refused; undefined where it may come in. With n senders inside, each may have one
   * part of n + 1: the last part is free for a sender that comes now.
   */
  whyFull(sender: string, replicas: number, now: number): FullReason | undefined {
    const { atOnce, maxWaitMs } = this.#options;
    if (maxWaitMs === 0) return undefined;
    const least = replicas * atOnce;
    if (this.#total < least && this.#hasShare(sender, least)) return undefined;
    const room = least + (this.#answers.sums(now).total * maxWaitMs) / WINDOW_MS;
    if (this.#total >= room) return 'queue';
    return this.#hasShare(sender, room) ? undefined : 'share';
  }

  /** Whether one more is within the share of this sender, who may always have one. */
  #hasShare(sender: string, room: number): boolean {
    const own = this.#insideOf(sender);
    return own === 0 || own + 1 <= room / (this.#inside.size + 1);
  }

  #insideOf(sender: string): number {
    return this.#inside.get(sender) ?? 0;
  }
}
