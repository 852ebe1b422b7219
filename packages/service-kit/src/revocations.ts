/** The sessions that ended before their access tokens did, heard by broadcast; from auth itself while the broker is silent. */
import { sessionRevoked } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import type { AuthSource } from './auth-source.ts';
import type { Clock } from './clock.ts';
import type { EventBus, Subscription } from './event-bus.ts';
import type { Logger } from './logger.ts';
import { type Periodic, periodically } from './periodically.ts';

/** Longer than an access token lives, so that nothing is forgotten that could still be shown. */
const REMEMBER = 10 * 60_000;
const POLL_EVERY = 5_000;
/** A bus that says nothing for longer than this, not even a heartbeat, counts as down. */
const SILENCE = 5;

export type RevocationListener = (sessionId: string) => void;

export class Revocations {
  readonly #source: AuthSource;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #revokedAt = new Map<string, number>();
  readonly #listeners = new Set<RevocationListener>();
  #subscription: Subscription | undefined;
  #poll: Periodic | undefined;

  constructor(source: AuthSource, clock: Clock, logger: Logger) {
    this.#source = source;
    this.#clock = clock;
    this.#logger = logger;
  }

  isRevoked(sessionId: string): boolean {
    return this.#revokedAt.has(sessionId);
  }

  /** Calls `listener` at each new revocation: what closes open streams. Answers how to stop. */
  onRevoked(listener: RevocationListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(bus: EventBus): void {
    this.#subscription = bus.listen(
      [anyonesSubject(sessionRevoked.type)],
      event => {
        const { sessionId, revokedAt } = sessionRevoked.data.parse(event.data);
        this.#add(sessionId, Date.parse(revokedAt));
        return Promise.resolve();
      },
      { replaySeconds: REMEMBER / 1000 },
    );
    let hasAsked = false;
    this.#poll = periodically('ask auth for revoked sessions', POLL_EVERY, this.#logger, async () => {
      this.#forget();
      if (hasAsked && bus.silentSeconds() < SILENCE) return;
      const { sessions } = await this.#source.revokedSessions();
      hasAsked = true;
      for (const { sessionId, revokedAt } of sessions) this.#add(sessionId, Date.parse(revokedAt));
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.#subscription?.close(), this.#poll?.stop()]);
  }

  #add(sessionId: string, revokedAt: number): void {
    if (this.#revokedAt.has(sessionId) || revokedAt < this.#clock().getTime() - REMEMBER) return;
    this.#revokedAt.set(sessionId, this.#clock().getTime());
    for (const listener of this.#listeners) listener(sessionId);
  }

  #forget(): void {
    const oldest = this.#clock().getTime() - REMEMBER;
    for (const [sessionId, at] of this.#revokedAt) if (at < oldest) this.#revokedAt.delete(sessionId);
  }
}
