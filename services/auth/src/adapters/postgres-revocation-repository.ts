/** Which sessions and API tokens ended a short while ago. */
import type { PostgresDatabase, PostgresTransaction } from '@keep/service-kit/postgres-database';
import { sessionsRevokedEvents } from '../domain/account-events.ts';
import type { RevocationRepository } from '../ports.ts';
import type { Outgoing } from './postgres-store.ts';

/** Remembers and announces that sessions or tokens ended. Call it inside the transaction that removes them. */
export async function recordRevocations(
  tx: PostgresTransaction,
  outgoing: Outgoing,
  userId: string,
  sessionIds: readonly string[],
  now: Date,
): Promise<void> {
  if (sessionIds.length === 0) return;
  await tx.run(
    `INSERT INTO revocations (session_id, revoked_at) SELECT unnest($1::text[]), $2::timestamptz
     ON CONFLICT DO NOTHING`,
    sessionIds, now,
  ); // prettier-ignore
  await outgoing.events(sessionsRevokedEvents(userId, sessionIds, now));
}

export class PostgresRevocationRepository implements RevocationRepository {
  readonly #db: PostgresDatabase;

  constructor(db: PostgresDatabase) {
    this.#db = db;
  }

  async isRevoked(sessionId: string): Promise<boolean> {
    return (await this.#db.get('SELECT 1 FROM revocations WHERE session_id = $1', sessionId)) !== undefined;
  }

  async since(date: Date): Promise<{ sessionId: string; revokedAt: Date }[]> {
    const rows = await this.#db.all<{ session_id: string; revoked_at: Date }>(
      'SELECT session_id, revoked_at FROM revocations WHERE revoked_at >= $1 ORDER BY revoked_at',
      date,
    );
    return rows.map(row => ({ sessionId: row.session_id, revokedAt: row.revoked_at }));
  }
}
