/** Erasing a person from the SQLite store, some rows at a time, so that others can write in between. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { appendToOutbox, eraseFromOutbox, recordInInbox } from '@keep/service-kit/sqlite-outbox';
import type { ErasureStore } from '../ports.ts';
import type { SqliteWriter } from './sqlite-commit.ts';

const chunks = [
  'DELETE FROM notes WHERE id IN (SELECT id FROM notes WHERE owner_id = ? LIMIT ?)',
  'DELETE FROM handled_requests WHERE rowid IN (SELECT rowid FROM handled_requests WHERE user_id = ? LIMIT ?)',
  'DELETE FROM gone_notes WHERE (user_id, note_id) IN (SELECT user_id, note_id FROM gone_notes WHERE user_id = ? LIMIT ?)',
  'DELETE FROM imports WHERE (user_id, id) IN (SELECT user_id, id FROM imports WHERE user_id = ? LIMIT ?)',
  'DELETE FROM labels WHERE id IN (SELECT id FROM labels WHERE user_id = ? LIMIT ?)',
];

export class SqliteErasureStore implements ErasureStore {
  readonly #db: SqliteDatabase;
  readonly #onEvents: () => void;

  constructor({ db, onEvents }: SqliteWriter) {
    this.#db = db;
    this.#onEvents = onEvents;
  }

  async bar(userId: string, at: Date): Promise<void> {
    await this.#db.write(() =>
      this.#db.run('INSERT OR IGNORE INTO erased_users VALUES (?, ?)', userId, at.toISOString()),
    );
  }

  eraseSome(userId: string, limit: number): Promise<boolean> {
    return this.#db.write(() => chunks.some(sql => this.#db.run(sql, userId, limit) > 0));
  }

  async finish(userId: string, group: string, eventId: string, answer: EventEnvelope): Promise<void> {
    await this.#db.write(() => {
      if (!recordInInbox(this.#db, group, eventId)) return;
      this.#db.run('DELETE FROM user_state WHERE user_id = ?', userId);
      eraseFromOutbox(this.#db, userId, [answer.type]);
      appendToOutbox(this.#db, [answer]);
    });
    this.#onEvents();
  }
}
