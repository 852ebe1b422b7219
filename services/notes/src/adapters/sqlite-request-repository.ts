/** Handled requests in SQLite: what was answered, so that it is answered alike again. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { HandledRequest, KnownRequest, RequestRepository, SaveOutcome } from '../ports.ts';
import { type StoredAnswer, withoutNote } from './former-answers.ts';
import type { SqliteWriter } from './sqlite-commit.ts';

export class SqliteRequestRepository implements RequestRepository {
  readonly #db: SqliteDatabase;
  readonly #writer: SqliteWriter;

  constructor(writer: SqliteWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  async find(userId: string, kind: HandledRequest['kind'], key: string, now: Date): Promise<KnownRequest | undefined> {
    const row = this.#db.get<{ fingerprint: string; answer: string }>(
      `SELECT fingerprint, answer FROM handled_requests WHERE user_id = ? AND kind = ? AND key = ? AND expires_at > ?`,
      userId, kind, key, now.toISOString(),
    ); // prettier-ignore
    return row && { fingerprint: row.fingerprint, answer: withoutNote(JSON.parse(row.answer) as StoredAnswer) };
  }

  remember(userId: string, request: HandledRequest): Promise<SaveOutcome> {
    return this.#writer.commit({ userId, events: [], request }, () => undefined);
  }

  async forgetExpired(now: Date, limit: number): Promise<number> {
    return this.#db.write(() =>
      this.#db.run(
        `DELETE FROM handled_requests WHERE rowid IN
           (SELECT rowid FROM handled_requests WHERE expires_at <= ? LIMIT ?)`,
        now.toISOString(), limit,
      ),
    ); // prettier-ignore
  }
}
