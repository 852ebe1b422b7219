/** Sessions in PostgreSQL. A refresh is one conditional statement; a session that ends is deleted and its end announced. */
import type { PostgresDatabase, PostgresTransaction } from '@keep/service-kit/postgres-database';
import type { NewSession, Session } from '../domain/session.ts';
import type { Page, Rotation, RotationOutcome, SessionRepository } from '../ports.ts';
import { recordRevocations } from './postgres-revocation-repository.ts';
import type { Outgoing, PostgresStore } from './postgres-store.ts';

type SessionRow = {
  id: string;
  user_id: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  user_agent: string | null;
  spent_hash: string | null;
  rotated_at: Date | null;
};

/**
 * Makes its network familiar. False when the account may not sign in (any more). The account's row is locked: whoever changes its password or erases
 * it at the same time either comes first and is seen here, or comes later and sees this session.
 */
export async function insertSession(
  tx: PostgresTransaction,
  session: NewSession,
  expectedHash: string,
): Promise<boolean> {
  const { id, userId, createdAt, lastUsedAt, expiresAt, userAgent, tokenHash, networkDigest } = session;
  const inserted = await tx.run(
    `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, user_agent, token_hash)
     SELECT $1::text, id, $2::timestamptz, $3::timestamptz, $4::timestamptz, $5::text, $6::text FROM users
     WHERE id = $7 AND status = 'active' AND password_hash = $8 FOR SHARE`,
    id, createdAt, lastUsedAt, expiresAt, userAgent, tokenHash, userId, expectedHash,
  ); // prettier-ignore
  if (inserted !== 1) return false;
  await tx.run(
    `INSERT INTO familiar_networks VALUES ($1, $2, $3)
     ON CONFLICT (user_id, digest) DO UPDATE SET last_used_at = greatest(familiar_networks.last_used_at, $3)`,
    userId, networkDigest, createdAt,
  ); // prettier-ignore
  return true;
}

/** Call it inside the transaction that changed the account's row. */
export async function endSessions(
  tx: PostgresTransaction,
  outgoing: Outgoing,
  userId: string,
  now: Date,
  exceptId: string | undefined,
): Promise<void> {
  const ended = await tx.all<{ id: string }>(
    'DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id',
    userId, exceptId ?? '',
  ); // prettier-ignore
  await recordRevocations(tx, outgoing, userId, ended.map(({ id }) => id), now); // prettier-ignore
}

export class PostgresSessionRepository implements SessionRepository {
  readonly #store: PostgresStore;
  readonly #db: PostgresDatabase;

  constructor(store: PostgresStore) {
    this.#store = store;
    this.#db = store.db;
  }

  add(session: NewSession, expectedHash: string, limit: number): Promise<boolean> {
    return this.#store.write(async (tx, outgoing) => {
      const isAdded = await insertSession(tx, session, expectedHash);
      if (isAdded) await endSurplus(tx, session, limit, outgoing);
      return isAdded;
    });
  }

  /** The first statement alone decides which of many parallel refreshes advances the session. */
  async rotate(rotation: Rotation): Promise<RotationOutcome> {
    return (
      (await this.#advance(rotation)) ??
      (await this.#store.write((tx, outgoing) => this.#judgeSpent(tx, rotation, outgoing)))
    );
  }

  async page(userId: string, now: Date, { after, limit }: Page): Promise<Session[]> {
    const rows = await this.#db.all<SessionRow>(
      'SELECT * FROM sessions WHERE user_id = $1 AND expires_at > $2 AND id < $3 ORDER BY id DESC LIMIT $4',
      userId, now, after ?? '~', limit,
    ); // prettier-ignore
    return rows.map(toSession);
  }

  end(userId: string, sessionId: string, now: Date): Promise<boolean> {
    return this.#store.write(async (tx, outgoing) => {
      const ended = (await tx.run('DELETE FROM sessions WHERE id = $1 AND user_id = $2', sessionId, userId)) === 1;
      if (ended) await recordRevocations(tx, outgoing, userId, [sessionId], now);
      return ended;
    });
  }

  async endOthers(userId: string, sessionId: string, now: Date): Promise<void> {
    await this.#store.write((tx, outgoing) => endSessions(tx, outgoing, userId, now, sessionId));
  }

  async endByToken(sessionId: string, now: Date): Promise<void> {
    await this.#store.write((tx, outgoing) => this.#endAnyones(tx, sessionId, now, outgoing));
  }

  async #advance(rotation: Rotation): Promise<RotationOutcome | undefined> {
    const { sessionId, spentHash, successorHash, now, expiresAt } = rotation;
    const row = await this.#db.get<{ user_id: string }>(
      `UPDATE sessions
       SET token_hash = $1, spent_hash = $2, rotated_at = $3, last_used_at = $3, expires_at = $4
       WHERE id = $5 AND token_hash = $2 AND expires_at > $3
       RETURNING user_id`,
      successorHash, spentHash, now, expiresAt, sessionId,
    ); // prettier-ignore
    return row && { kind: 'rotated', userId: row.user_id };
  }

  /** The token was made for this session and is not its current one: a retry, or a theft. */
  async #judgeSpent(
    tx: PostgresTransaction,
    { sessionId, spentHash, now, graceSince }: Rotation,
    outgoing: Outgoing,
  ): Promise<RotationOutcome> {
    const row = await tx.get<SessionRow>('SELECT * FROM sessions WHERE id = $1 FOR UPDATE', sessionId);
    if (!row || row.expires_at <= now) return { kind: 'unknown' };
    if (row.spent_hash === spentHash && row.rotated_at !== null && row.rotated_at >= graceSince)
      return { kind: 'repeated', userId: row.user_id };
    await this.#endAnyones(tx, sessionId, now, outgoing);
    return { kind: 'reused', userId: row.user_id };
  }

  async #endAnyones(tx: PostgresTransaction, sessionId: string, now: Date, outgoing: Outgoing): Promise<void> {
    const row = await tx.get<{ user_id: string }>('DELETE FROM sessions WHERE id = $1 RETURNING user_id', sessionId);
    if (row) await recordRevocations(tx, outgoing, row.user_id, [sessionId], now);
  }
}

/**
 * Expired sessions are the first to go: they were not used for longest. A row that another sign-in deletes at the same
 * time is passed over, so that the two never wait for each other.
 */
async function endSurplus(
  tx: PostgresTransaction,
  { id, userId, createdAt }: NewSession,
  limit: number,
  outgoing: Outgoing,
): Promise<void> {
  const surplus = await tx.all<{ id: string }>(
    `DELETE FROM sessions WHERE id IN (
       SELECT id FROM sessions WHERE user_id = $1 AND id <> $2 ORDER BY last_used_at DESC, id DESC OFFSET $3
       FOR UPDATE SKIP LOCKED
     ) RETURNING id`,
    userId, id, limit - 1,
  ); // prettier-ignore
  await recordRevocations(tx, outgoing, userId, surplus.map(one => one.id), createdAt); // prettier-ignore
}

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    userAgent: row.user_agent,
  };
}
