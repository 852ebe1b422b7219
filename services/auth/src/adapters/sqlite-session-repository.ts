/** Sessions in SQLite. A refresh is one conditional statement; a session that ends is deleted and its end announced. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { NewSession, Session } from '../domain/session.ts';
import type { Page, Rotation, RotationOutcome, SessionRepository } from '../ports.ts';
import { recordRevocations } from './sqlite-revocation-repository.ts';
import type { Outgoing, SqliteStore } from './sqlite-store.ts';

type SessionRow = {
  id: string;
  user_id: string;
  created_at: number;
  last_used_at: number;
  expires_at: number;
  user_agent: string | null;
  spent_hash: string | null;
  rotated_at: number | null;
};

/** Call it inside a transaction. Makes its network familiar. False when the account may not sign in (any more). */
export function insertSession(db: SqliteDatabase, session: NewSession, expectedHash: string): boolean {
  const { id, userId, createdAt, lastUsedAt, expiresAt, userAgent, tokenHash, networkDigest } = session;
  const inserted = db.run(
    `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, user_agent, token_hash)
     SELECT ?, id, ?, ?, ?, ?, ? FROM users WHERE id = ? AND status = 'active' AND password_hash = ?`,
    id, createdAt.getTime(), lastUsedAt.getTime(), expiresAt.getTime(), userAgent, tokenHash, userId, expectedHash,
  ); // prettier-ignore
  if (inserted !== 1) return false;
  db.run(
    `INSERT INTO familiar_networks VALUES (?1, ?2, ?3)
     ON CONFLICT (user_id, digest) DO UPDATE SET last_used_at = max(last_used_at, ?3)`,
    userId, networkDigest, createdAt.getTime(),
  ); // prettier-ignore
  return true;
}

/** Call it inside a transaction. */
export function endSessions(
  db: SqliteDatabase,
  outgoing: Outgoing,
  userId: string,
  now: Date,
  exceptId: string | undefined,
): void {
  const ended = db.all<{ id: string }>(
    'DELETE FROM sessions WHERE user_id = ? AND id <> ? RETURNING id',
    userId, exceptId ?? '',
  ); // prettier-ignore
  recordRevocations(db, outgoing, userId, ended.map(({ id }) => id), now); // prettier-ignore
}

export class SqliteSessionRepository implements SessionRepository {
  readonly #store: SqliteStore;
  readonly #db: SqliteDatabase;

  constructor(store: SqliteStore) {
    this.#store = store;
    this.#db = store.db;
  }

  add(session: NewSession, expectedHash: string, limit: number): Promise<boolean> {
    return this.#store.write(outgoing => {
      const isAdded = insertSession(this.#db, session, expectedHash);
      if (isAdded) this.#endSurplus(session, limit, outgoing);
      return isAdded;
    });
  }

  rotate(rotation: Rotation): Promise<RotationOutcome> {
    return this.#store.write(outgoing => this.#advance(rotation) ?? this.#judgeSpent(rotation, outgoing));
  }

  async page(userId: string, now: Date, { after, limit }: Page): Promise<Session[]> {
    return this.#db
      .all<SessionRow>(
        `SELECT * FROM sessions WHERE user_id = ? AND expires_at > ? AND id < ? ORDER BY id DESC LIMIT ?`,
        userId, now.getTime(), after ?? '~', limit,
      )
      .map(toSession); // prettier-ignore
  }

  end(userId: string, sessionId: string, now: Date): Promise<boolean> {
    return this.#store.write(outgoing => {
      const ended = this.#db.run('DELETE FROM sessions WHERE id = ? AND user_id = ?', sessionId, userId) === 1;
      if (ended) recordRevocations(this.#db, outgoing, userId, [sessionId], now);
      return ended;
    });
  }

  async endOthers(userId: string, sessionId: string, now: Date): Promise<void> {
    await this.#store.write(outgoing => endSessions(this.#db, outgoing, userId, now, sessionId));
  }

  async endByToken(sessionId: string, now: Date): Promise<void> {
    await this.#store.write(outgoing => this.#endAnyones(sessionId, now, outgoing));
  }

  /** Expired sessions are the first to go: they were not used for longest. */
  #endSurplus({ id, userId, createdAt }: NewSession, limit: number, outgoing: Outgoing): void {
    const surplus = this.#db.all<{ id: string }>(
      `DELETE FROM sessions WHERE id IN (
         SELECT id FROM sessions WHERE user_id = ? AND id <> ? ORDER BY last_used_at DESC, id DESC LIMIT -1 OFFSET ?
       ) RETURNING id`,
      userId, id, limit - 1,
    ); // prettier-ignore
    recordRevocations(this.#db, outgoing, userId, surplus.map(one => one.id), createdAt); // prettier-ignore
  }

  #advance({ sessionId, spentHash, successorHash, now, expiresAt }: Rotation): RotationOutcome | undefined {
    const row = this.#db.get<{ user_id: string }>(
      `UPDATE sessions
       SET token_hash = ?1, spent_hash = ?2, rotated_at = ?3, last_used_at = ?3, expires_at = ?4
       WHERE id = ?5 AND token_hash = ?2 AND expires_at > ?3
       RETURNING user_id`,
      successorHash, spentHash, now.getTime(), expiresAt.getTime(), sessionId,
    ); // prettier-ignore
    return row && { kind: 'rotated', userId: row.user_id };
  }

  /** The token was made for this session and is not its current one: a retry, or a theft. */
  #judgeSpent({ sessionId, spentHash, now, graceSince }: Rotation, outgoing: Outgoing): RotationOutcome {
    const row = this.#db.get<SessionRow>('SELECT * FROM sessions WHERE id = ?', sessionId);
    if (!row || row.expires_at <= now.getTime()) return { kind: 'unknown' };
    if (row.spent_hash === spentHash && (row.rotated_at ?? 0) >= graceSince.getTime())
      return { kind: 'repeated', userId: row.user_id };
    this.#endAnyones(sessionId, now, outgoing);
    return { kind: 'reused', userId: row.user_id };
  }

  #endAnyones(sessionId: string, now: Date, outgoing: Outgoing): void {
    const row = this.#db.get<{ user_id: string }>('DELETE FROM sessions WHERE id = ? RETURNING user_id', sessionId);
    if (row) recordRevocations(this.#db, outgoing, row.user_id, [sessionId], now);
  }
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id,
    createdAt: new Date(row.created_at),
    lastUsedAt: new Date(row.last_used_at),
    expiresAt: new Date(row.expires_at),
    userAgent: row.user_agent,
  };
}
