/** Erasing a person from the SQLite store, some rows at a time, so that others can write in between. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { appendToOutbox, eraseFromOutbox, recordInInbox } from '@keep/service-kit/sqlite-outbox';
import type { ErasureStore, SharedNotesPage } from '../ports.ts';
import { isErased, type SqliteWriter } from './sqlite-commit.ts';

const chunks = [
  `DELETE FROM notes WHERE id IN (SELECT id FROM notes WHERE owner_id = ? AND NOT EXISTS
     (SELECT 1 FROM placements p WHERE p.note_id = notes.id AND p.user_id <> notes.owner_id) LIMIT ?)`,
  'DELETE FROM handled_requests WHERE rowid IN (SELECT rowid FROM handled_requests WHERE user_id = ? LIMIT ?)',
  'DELETE FROM gone_notes WHERE (user_id, note_id) IN (SELECT user_id, note_id FROM gone_notes WHERE user_id = ? LIMIT ?)',
  'DELETE FROM imports WHERE (user_id, id) IN (SELECT user_id, id FROM imports WHERE user_id = ? LIMIT ?)',
  'DELETE FROM addresses WHERE address_hash IN (SELECT address_hash FROM addresses WHERE user_id = ? LIMIT ?)',
  'DELETE FROM label_removals WHERE label_id IN (SELECT label_id FROM label_removals WHERE user_id = ? LIMIT ?)',
  'DELETE FROM declined_invitations WHERE (user_id, note_id) IN (SELECT user_id, note_id FROM declined_invitations WHERE user_id = ? LIMIT ?)',
  ...['contacts WHERE user_id', 'contacts WHERE contact_id'].map(
    rows => `DELETE FROM contacts WHERE (user_id, contact_id) IN (SELECT user_id, contact_id FROM ${rows} = ? LIMIT ?)`,
  ),
  ...['blocks WHERE user_id', 'blocks WHERE blocked_id'].map(
    rows => `DELETE FROM blocks WHERE (user_id, blocked_id) IN (SELECT user_id, blocked_id FROM ${rows} = ? LIMIT ?)`,
  ),
  'DELETE FROM editor_shares WHERE (owner_id, editor_id) IN (SELECT owner_id, editor_id FROM editor_shares WHERE owner_id = ? LIMIT ?)',
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

  async isBarred(userId: string): Promise<boolean> {
    return isErased(this.#db, userId);
  }

  async sharedNotes(userId: string, after: string | undefined, limit: number): Promise<SharedNotesPage> {
    const rows = this.#db.all<{ noteId: string; isShared: 0 | 1 }>(
      `SELECT note_id AS noteId, EXISTS (SELECT 1 FROM placements o WHERE o.note_id = p.note_id AND o.user_id <> p.user_id)
         AS isShared FROM placements p WHERE user_id = ?1 AND note_id > ?2
       UNION SELECT note_id, 1 FROM invitations WHERE user_id = ?1 AND state = 'declined' AND note_id > ?2
       UNION SELECT note_id, 1 FROM former_authors WHERE user_id = ?1 AND note_id > ?2
       ORDER BY 1 LIMIT ?3`,
      userId, after ?? '', limit,
    ); // prettier-ignore
    const noteIds = rows.filter(({ isShared }) => isShared === 1).map(({ noteId }) => noteId);
    return { noteIds, next: rows.length < limit ? undefined : rows.at(-1)?.noteId };
  }

  async hasNotes(userId: string): Promise<boolean> {
    return this.#db.get('SELECT 1 FROM placements WHERE user_id = ? LIMIT 1', userId) !== undefined;
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
    await this.#db.truncateLog();
    this.#onEvents();
  }
}
