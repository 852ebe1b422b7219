/** Which sessions and API tokens ended a short while ago. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { sessionsRevokedEvents } from '../domain/account-events.ts';
import type { RevocationRepository } from '../ports.ts';
import type { Outgoing } from './sqlite-store.ts';

/** Remembers and announces that sessions or tokens ended. Call it inside the transaction that removes them. */
export function recordRevocations(
  db: SqliteDatabase,
  outgoing: Outgoing,
  userId: string,
  sessionIds: readonly string[],
  now: Date,
): void {
  if (sessionIds.length === 0) return;
  const sql = 'INSERT OR IGNORE INTO revocations (session_id, revoked_at) SELECT value, ? FROM json_each(?)';
  db.run(sql, now.getTime(), JSON.stringify(sessionIds));
  outgoing.events(sessionsRevokedEvents(userId, sessionIds, now));
}

export class SqliteRevocationRepository implements RevocationRepository {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  async isRevoked(sessionId: string): Promise<boolean> {
    return this.#db.get('SELECT 1 FROM revocations WHERE session_id = ?', sessionId) !== undefined;
  }

  async since(date: Date): Promise<{ sessionId: string; revokedAt: Date }[]> {
    return this.#db
      .all<{ session_id: string; revoked_at: number }>(
        'SELECT session_id, revoked_at FROM revocations WHERE revoked_at >= ? ORDER BY revoked_at',
        date.getTime(),
      )
      .map(row => ({ sessionId: row.session_id, revokedAt: new Date(row.revoked_at) }));
  }
}
