/** Everybody who reads in this process: their open streams by person, within its bounds. */
import type { EndReason } from '@keep/contracts/notify-http';
import { AppError, unavailable } from '@keep/service-kit/app-error';
import type { LiveStream } from './live-stream.ts';

export type AudienceLimits = { perPerson: number; inAll: number };

export class Audience {
  readonly #limits: AudienceLimits;
  readonly #byPerson = new Map<string, Set<LiveStream>>();
  readonly #onEnded: (reason: EndReason) => void;
  #size = 0;
  #isClosed = false;

  /** `onEnded` hears of each stream that is ended from here. */
  constructor(limits: AudienceLimits, onEnded: (reason: EndReason) => void) {
    this.#limits = limits;
    this.#onEnded = onEnded;
  }

  get size(): number {
    return this.#size;
  }

  /** Throws a 429 for a person, a 503 for the process, with as many streams as may be. */
  assertRoomFor(userId: string): void {
    if (this.#isClosed) throw unavailable('This process is being stopped.');
    if (this.of(userId).size >= this.#limits.perPerson) {
      const detail = `You have ${this.#limits.perPerson} streams open; close one.`;
      throw new AppError('too-many', 'too-many-streams', detail, { retryAfter: 5 });
    }
    if (this.#size >= this.#limits.inAll)
      throw new AppError('unavailable', 'overloaded', 'As many streams are open as there may be.', { retryAfter: 5 });
  }

  join(stream: LiveStream): void {
    const { userId } = stream.owner;
    const streams = this.#byPerson.get(userId);
    if (streams) streams.add(stream);
    else this.#byPerson.set(userId, new Set([stream]));
    this.#size += 1;
    if (this.#isClosed) this.end(stream, 'server-stopping');
  }

  leave(stream: LiveStream): void {
    const { userId } = stream.owner;
    const streams = this.#byPerson.get(userId);
    if (!streams?.delete(stream)) return;
    this.#size -= 1;
    if (streams.size === 0) this.#byPerson.delete(userId);
  }

  of(userId: string): ReadonlySet<LiveStream> {
    return this.#byPerson.get(userId) ?? NOBODY;
  }

  *everybody(): Generator<LiveStream> {
    for (const streams of this.#byPerson.values()) yield* streams;
  }

  end(stream: LiveStream, reason: EndReason): void {
    this.leave(stream);
    this.#onEnded(reason);
    stream.end(reason);
  }

  endSessions(sessionIds: ReadonlySet<string>): void {
    for (const stream of this.everybody())
      if (sessionIds.has(stream.owner.sessionId)) this.end(stream, 'session-ended');
  }

  /** Ends all streams, and those that are just being opened. */
  close(): void {
    this.#isClosed = true;
    for (const stream of this.everybody()) this.end(stream, 'server-stopping');
  }

  heartbeat(): void {
    for (const stream of this.everybody()) stream.heartbeat();
  }
}

const NOBODY: ReadonlySet<LiveStream> = new Set();
