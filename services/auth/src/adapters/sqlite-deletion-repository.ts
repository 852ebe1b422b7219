/** The erasure saga in SQLite; each step is one transaction, so it goes on where it was interrupted. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { type IdempotencyKey, keyReused } from '@keep/service-kit/idempotency';
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { eraseFromOutbox, recordInInbox } from '@keep/service-kit/sqlite-outbox';
import { sessionEnded, wrongPassword } from '../domain/account-errors.ts';
import type { Deletion, DeletionState, Erased, SharedNotes } from '../domain/deletion.ts';
import type { UserStatus } from '../domain/user.ts';
import type { DeletionRepository, DeletionRequest } from '../ports.ts';
import { once } from './sqlite-idempotency.ts';
import { endSessions } from './sqlite-session-repository.ts';
import type { Outgoing, SqliteStore } from './sqlite-store.ts';
import { revokeTokens } from './sqlite-token-repository.ts';

const CONSUMER = 'auth.deletion';

export class SqliteDeletionRepository implements DeletionRepository {
  readonly #store: SqliteStore;
  readonly #db: SqliteDatabase;

  constructor(store: SqliteStore) {
    this.#store = store;
    this.#db = store.db;
  }

  async request(request: DeletionRequest): Promise<void> {
    const { userId, now, key } = request;
    await this.#store.write(outgoing => once(this.#db, userId, key, now, () => this.#begin(request, outgoing)));
  }

  async wasRequested(sessionId: string, { key, fingerprint }: IdempotencyKey): Promise<boolean> {
    const known = this.#db.get<{ fingerprint: string }>(
      'SELECT fingerprint FROM deletion_requests WHERE session_id = ? AND key = ?',
      sessionId, key,
    ); // prettier-ignore
    if (known && known.fingerprint !== fingerprint) throw keyReused();
    return known !== undefined;
  }

  async recordAnswer(userId: string, participant: string, eventId: string, now: Date): Promise<void> {
    await this.#store.write(() => {
      const isNew = recordInInbox(this.#db, CONSUMER, eventId);
      if (isNew)
        this.#db.run(
          'UPDATE deletion_participants SET answered_at = ? WHERE user_id = ? AND name = ? AND answered_at IS NULL',
          now.getTime(), userId, participant,
        ); // prettier-ignore
      const state = this.#stateOf(userId);
      if (isNew && state === 'waiting') this.#eraseIfAnswered(userId);
      // Something of the person is in the log again: a late answer, or a known one in a log that was lost and refilled.
      if (state === 'erased' || state === 'done')
        this.#db.run(
          `UPDATE deletions SET state = 'erased', asked_at = max(asked_at + 1, ?) WHERE user_id = ?`,
          now.getTime(), userId,
        ); // prettier-ignore
    });
  }

  async waiting(askedBefore: Date): Promise<Deletion[]> {
    return this.#db
      .all<{ user_id: string; shared_notes: SharedNotes }>(
        `SELECT user_id, shared_notes FROM deletions WHERE state = 'waiting' AND asked_at < ?`,
        askedBefore.getTime(),
      )
      .map(row => ({ userId: row.user_id, sharedNotes: row.shared_notes }));
  }

  async askAgain(userId: string, askedBefore: Date, now: Date, event: EventEnvelope): Promise<void> {
    await this.#store.write(outgoing => {
      const isMine = this.#db.run(
        `UPDATE deletions SET asked_at = ? WHERE user_id = ? AND state = 'waiting' AND asked_at < ?`,
        now.getTime(), userId, askedBefore.getTime(),
      ); // prettier-ignore
      if (isMine === 1) outgoing.events([event]);
    });
  }

  async answered(): Promise<Pick<Deletion, 'userId'>[]> {
    return this.#db
      .all<{ user_id: string }>(`SELECT user_id FROM deletions WHERE state = 'waiting' ORDER BY requested_at`)
      .map(row => ({ userId: row.user_id }))
      .filter(({ userId }) => !this.#waitsForSomebody(userId));
  }

  async eraseAnswered(userId: string): Promise<void> {
    await this.#store.write(() => {
      if (this.#stateOf(userId) === 'waiting') this.#eraseIfAnswered(userId);
    });
  }

  async erased(requestedBefore: Date): Promise<Erased[]> {
    return this.#db
      .all<{ user_id: string; email: string | null; asked_at: number }>(
        `SELECT user_id, email, asked_at FROM deletions WHERE state = 'erased' AND requested_at < ?
         ORDER BY requested_at`,
        requestedBefore.getTime(),
      )
      .map(row => ({ userId: row.user_id, email: row.email, heardAt: new Date(row.asked_at) }));
  }

  async finish({ userId, heardAt }: Pick<Erased, 'userId' | 'heardAt'>, now: Date): Promise<void> {
    await this.#store.write(() => this.#db.run('UPDATE deletions SET email = NULL WHERE user_id = ?', userId));
    // Between the last text and the last step, so that a crash in between repeats it.
    await this.#db.truncateLog();
    await this.#store.write(() =>
      this.#db.run(
        `UPDATE deletions SET state = 'done', finished_at = ? WHERE user_id = ? AND asked_at = ?`,
        now.getTime(), userId, heardAt.getTime(),
      ),
    ); // prettier-ignore
  }

  #begin(request: DeletionRequest, outgoing: Outgoing): Record<string, never> {
    const { userId, sessionId, sharedNotes, now, expectedHash, participants, events, key } = request;
    const account = this.#db.get<{ status: UserStatus; password_hash: string }>(
      'SELECT status, password_hash FROM users WHERE id = ?',
      userId,
    );
    if (account?.status !== 'active') throw sessionEnded();
    if (account.password_hash !== expectedHash) throw wrongPassword();
    this.#db.run(`UPDATE users SET status = 'deleting' WHERE id = ?`, userId);
    endSessions(this.#db, outgoing, userId, now, undefined);
    revokeTokens(this.#db, outgoing, userId, now);
    this.#db.run(
      `INSERT INTO deletions (user_id, shared_notes, state, requested_at, asked_at) VALUES (?1, ?2, 'waiting', ?3, ?3)`,
      userId, sharedNotes, now.getTime(),
    ); // prettier-ignore
    for (const name of participants)
      this.#db.run('INSERT INTO deletion_participants VALUES (?, ?, NULL)', userId, name);
    if (key)
      this.#db.run(
        'INSERT INTO deletion_requests VALUES (?, ?, ?, ?)',
        sessionId, key.key, key.fingerprint, now.getTime(),
      ); // prettier-ignore
    outgoing.events(events);
    return {};
  }

  #stateOf(userId: string): DeletionState | undefined {
    return this.#db.get<{ state: DeletionState }>('SELECT state FROM deletions WHERE user_id = ?', userId)?.state;
  }

  #waitsForSomebody(userId: string): boolean {
    const sql = 'SELECT 1 FROM deletion_participants WHERE user_id = ? AND answered_at IS NULL';
    return this.#db.get(sql, userId) !== undefined;
  }

  /** By now every event of the person was sent: a participant answers what it has heard. */
  #eraseIfAnswered(userId: string): void {
    if (this.#waitsForSomebody(userId)) return;
    const account = '(SELECT email FROM users WHERE id = ?1)';
    for (const sql of [
      `UPDATE deletions SET email = ${account} WHERE user_id = ?1`,
      `DELETE FROM pending_sign_ups WHERE email = ${account}`,
      `DELETE FROM codes WHERE subject_id = ?1 OR email = ${account}`,
      `DELETE FROM sign_in_attempts WHERE account = ${account}`,
      `DELETE FROM sign_in_waits WHERE account = ${account}`,
      // A mail to another address names this one: a code for an address that was not proved yet.
      `DELETE FROM mail_queue WHERE recipient = ${account} OR instr(text, ${account}) > 0`,
      'DELETE FROM idempotency_keys WHERE user_id = ?1',
      'DELETE FROM sessions WHERE user_id = ?1',
      'DELETE FROM familiar_networks WHERE user_id = ?1',
      'DELETE FROM api_tokens WHERE user_id = ?1',
      'DELETE FROM users WHERE id = ?1',
      `UPDATE deletions SET state = 'erased' WHERE user_id = ?1`,
    ])
      this.#db.run(sql, userId);
    eraseFromOutbox(this.#db, userId);
  }
}
