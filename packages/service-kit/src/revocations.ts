/** The sessions that ended before their access tokens did, heard by broadcast; from auth itself while the broker is silent. */
import { sessionRevoked } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import type { AuthSource, RevokedSessions } from './auth-source.ts';
import type { Clock } from './clock.ts';
import type { EventBus, Subscription } from './event-bus.ts';
import type { Logger } from './logger.ts';
import { type Periodic, periodically } from './periodically.ts';

/** Longer than an access token lives, so that nothing is forgotten that could still be shown. */
const REMEMBER = 10 * 60_000;
const POLL_EVERY = 5_000;
/** A bus that says nothing for longer than this, not even a heartbeat, counts as down. */
const SILENCE = 5;

export type RevocationListener = (sessionIds: ReadonlySet<string>) => void;

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

  /** Calls `listener` with the sessions that ended together: what closes open streams. Returns how to stop. */
  onRevoked(listener: RevocationListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(bus: EventBus): void {
    this.#subscription = bus.listen(
      [anyonesSubject(sessionRevoked.type)],
      event => {
        const { sessionId, sessionIds = [sessionId], revokedAt } = sessionRevoked.data.parse(event.data);
        this.#add(sessionIds.map(one => ({ sessionId: one, revokedAt })));
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
      this.#add(sessions);
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.#subscription?.close(), this.#poll?.stop()]);
  }

  #add(revoked: RevokedSessions['sessions']): void {
    const now = this.#clock().getTime();
    const added = new Set<string>();
    for (const { sessionId, revokedAt } of revoked) {
      if (this.#revokedAt.has(sessionId) || Date.parse(revokedAt) < now - REMEMBER) continue;
      this.#revokedAt.set(sessionId, now);
      added.add(sessionId);
    }
    if (added.size > 0) for (const listener of this.#listeners) listener(added);
  }

  #forget(): void {
    const oldest = this.#clock().getTime() - REMEMBER;
    for (const [sessionId, at] of this.#revokedAt) if (at < oldest) this.#revokedAt.delete(sessionId);
  }
}
