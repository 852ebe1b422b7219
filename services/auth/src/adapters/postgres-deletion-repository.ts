/** The erasure saga in PostgreSQL; each step is one transaction, so it goes on where it was interrupted. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { type IdempotencyKey, keyReused } from '@keep/service-kit/idempotency';
import type { PostgresDatabase, PostgresTransaction } from '@keep/service-kit/postgres-database';
import { eraseFromOutbox, recordInInbox } from '@keep/service-kit/postgres-outbox';
import { sessionEnded, wrongPassword } from '../domain/account-errors.ts';
import type { Deletion, DeletionState, Erased, SharedNotes } from '../domain/deletion.ts';
import type { UserStatus } from '../domain/user.ts';
import type { DeletionRepository, DeletionRequest } from '../ports.ts';
import { once } from './postgres-idempotency.ts';
import { endSessions } from './postgres-session-repository.ts';
import type { Outgoing, PostgresStore } from './postgres-store.ts';
import { revokeTokens } from './postgres-token-repository.ts';

const CONSUMER = 'auth.deletion';

export class PostgresDeletionRepository implements DeletionRepository {
  readonly #store: PostgresStore;
  readonly #db: PostgresDatabase;

  constructor(store: PostgresStore) {
    this.#store = store;
    this.#db = store.db;
  }

  async request(request: DeletionRequest): Promise<void> {
    const { userId, now, key } = request;
    await this.#store.write((tx, outgoing) => once(tx, userId, key, now, () => begin(tx, request, outgoing)));
  }

  async wasRequested(sessionId: string, { key, fingerprint }: IdempotencyKey): Promise<boolean> {
    const known = await this.#db.get<{ fingerprint: string }>(
      'SELECT fingerprint FROM deletion_requests WHERE session_id = $1 AND key = $2',
      sessionId, key,
    ); // prettier-ignore
    if (known && known.fingerprint !== fingerprint) throw keyReused();
    return known !== undefined;
  }

  async recordAnswer(userId: string, participant: string, eventId: string, now: Date): Promise<void> {
    await this.#store.write(async tx => {
      const isNew = await recordInInbox(tx, CONSUMER, eventId);
      const state = await lockState(tx, userId);
      if (isNew)
        await tx.run(
          'UPDATE deletion_participants SET answered_at = $1 WHERE user_id = $2 AND name = $3 AND answered_at IS NULL',
          now, userId, participant,
        ); // prettier-ignore
      if (isNew && state === 'waiting') await eraseIfAnswered(tx, userId);
      // Something of the person is in the log again: a late answer, or a known one in a log that was lost and refilled.
      if (state === 'erased' || state === 'done')
        await tx.run(
          `UPDATE deletions SET state = 'erased', asked_at = greatest(asked_at + interval '1 ms', $1) WHERE user_id = $2`,
          now, userId,
        ); // prettier-ignore
    });
  }

  async waiting(askedBefore: Date): Promise<Deletion[]> {
    const rows = await this.#db.all<{ user_id: string; shared_notes: SharedNotes }>(
      `SELECT user_id, shared_notes FROM deletions WHERE state = 'waiting' AND asked_at < $1`,
      askedBefore,
    );
    return rows.map(row => ({ userId: row.user_id, sharedNotes: row.shared_notes }));
  }

  async askAgain(userId: string, askedBefore: Date, now: Date, event: EventEnvelope): Promise<void> {
    await this.#store.write(async (tx, outgoing) => {
      const isMine = await tx.run(
        `UPDATE deletions SET asked_at = $1 WHERE user_id = $2 AND state = 'waiting' AND asked_at < $3`,
        now, userId, askedBefore,
      ); // prettier-ignore
      if (isMine === 1) await outgoing.events([event]);
    });
  }

  async answered(): Promise<Pick<Deletion, 'userId'>[]> {
    const rows = await this.#db.all<{ user_id: string }>(
      `SELECT user_id FROM deletions WHERE state = 'waiting' AND NOT EXISTS (
         SELECT 1 FROM deletion_participants
         WHERE deletion_participants.user_id = deletions.user_id AND answered_at IS NULL
       ) ORDER BY requested_at`,
    );
    return rows.map(row => ({ userId: row.user_id }));
  }

  async eraseAnswered(userId: string): Promise<void> {
    await this.#store.write(async tx => {
      if ((await lockState(tx, userId)) === 'waiting') await eraseIfAnswered(tx, userId);
    });
  }

  async erased(requestedBefore: Date): Promise<Erased[]> {
    const rows = await this.#db.all<{ user_id: string; email: string | null; asked_at: Date }>(
      `SELECT user_id, email, asked_at FROM deletions WHERE state = 'erased' AND requested_at < $1
       ORDER BY requested_at`,
      requestedBefore,
    );
    return rows.map(row => ({ userId: row.user_id, email: row.email, heardAt: row.asked_at }));
  }

  async finish({ userId, heardAt }: Pick<Erased, 'userId' | 'heardAt'>, now: Date): Promise<void> {
    await this.#db.run(
      `UPDATE deletions SET state = 'done', email = NULL, finished_at = $1 WHERE user_id = $2 AND asked_at = $3`,
      now, userId, heardAt,
    ); // prettier-ignore
  }
}

async function begin(
  tx: PostgresTransaction,
  request: DeletionRequest,
  outgoing: Outgoing,
): Promise<Record<string, never>> {
  const { userId, sessionId, sharedNotes, now, expectedHash, participants, events, key } = request;
  const account = await tx.get<{ status: UserStatus; password_hash: string }>(
    'SELECT status, password_hash FROM users WHERE id = $1 FOR UPDATE',
    userId,
  );
  if (account?.status !== 'active') throw sessionEnded();
  if (account.password_hash !== expectedHash) throw wrongPassword();
  await tx.run(`UPDATE users SET status = 'deleting' WHERE id = $1`, userId);
  await endSessions(tx, outgoing, userId, now, undefined);
  await revokeTokens(tx, outgoing, userId, now);
  await tx.run(
    `INSERT INTO deletions (user_id, shared_notes, state, requested_at, asked_at) VALUES ($1, $2, 'waiting', $3, $3)`,
    userId, sharedNotes, now,
  ); // prettier-ignore
  await tx.run(
    'INSERT INTO deletion_participants (user_id, name) SELECT $1::text, unnest($2::text[])',
    userId, participants,
  ); // prettier-ignore
  if (key)
    await tx.run(
      'INSERT INTO deletion_requests (session_id, key, fingerprint, requested_at) VALUES ($1, $2, $3, $4)',
      sessionId, key.key, key.fingerprint, now,
    ); // prettier-ignore
  await outgoing.events(events);
  return {};
}

/** Of two answers that come at once, the later sees the earlier. */
async function lockState(tx: PostgresTransaction, userId: string): Promise<DeletionState | undefined> {
  const sql = 'SELECT state FROM deletions WHERE user_id = $1 FOR UPDATE';
  return (await tx.get<{ state: DeletionState }>(sql, userId))?.state;
}

/** By now every event of the person was sent: a participant answers what it has heard. */
async function eraseIfAnswered(tx: PostgresTransaction, userId: string): Promise<void> {
  const unanswered = 'SELECT 1 FROM deletion_participants WHERE user_id = $1 AND answered_at IS NULL LIMIT 1';
  if (await tx.get(unanswered, userId)) return;
  await tx.get('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', userId);
  const account = '(SELECT email FROM users WHERE id = $1)';
  for (const sql of [
    `UPDATE deletions SET email = ${account} WHERE user_id = $1`,
    `DELETE FROM pending_sign_ups WHERE email = ${account}`,
    `DELETE FROM codes WHERE subject_id = $1 OR email = ${account}`,
    `DELETE FROM sign_in_attempts WHERE account = ${account}`,
    `DELETE FROM sign_in_waits WHERE account = ${account}`,
    // A mail to another address names this one: a code for an address that was not proved yet.
    `DELETE FROM mail_queue WHERE recipient = ${account} OR strpos(text, ${account}) > 0`,
    'DELETE FROM idempotency_keys WHERE user_id = $1',
    'DELETE FROM sessions WHERE user_id = $1',
    'DELETE FROM familiar_networks WHERE user_id = $1',
    'DELETE FROM api_tokens WHERE user_id = $1',
    'DELETE FROM users WHERE id = $1',
    `UPDATE deletions SET state = 'erased' WHERE user_id = $1`,
  ])
    await tx.run(sql, userId);
  await eraseFromOutbox(tx, userId);
}
