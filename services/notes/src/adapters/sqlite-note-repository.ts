/** Notes in SQLite, as the use cases change them. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { HandOver, Member } from '../domain/member.ts';
import type { StoredNote } from '../domain/note.ts';
import { readContent, readPlacement } from '../domain/stored-text.ts';
import type { Named } from '../domain/people.ts';
import { isBeyond, type Quota } from '../domain/usage.ts';
import type { Commit, NoteChange, NoteRepository, NoteUpdate, SaveOutcome } from '../ports.ts';
import { refuse, type SqliteWriter } from './sqlite-commit.ts';
import { assertLabelsExist, deleteNote, insertNote, lastVersionOf, updateNote } from './sqlite-note-changes.ts';
import { payForChange, payForNote, payForWhole, refundWhole } from './sqlite-usage.ts';

type NoteRow = {
  version: number;
  content_version: number;
  import_id: string | null;
  creation_fingerprint: string;
  content: string;
  members: string;
  hand_over: string | null;
  authors: string;
};
type PlacementRow = { user_id: string; version: number; placement: string };

export class SqliteNoteRepository implements NoteRepository {
  readonly #db: SqliteDatabase;
  readonly #writer: SqliteWriter;
  readonly #quota: Quota;

  constructor(writer: SqliteWriter, quota: Quota) {
    this.#db = writer.db;
    this.#writer = writer;
    this.#quota = quota;
  }

  async find(userId: string, noteId: string): Promise<StoredNote | undefined> {
    return this.#find(
      `SELECT n.* FROM placements p JOIN notes n ON n.id = p.note_id
       WHERE p.user_id = ? AND p.note_id = ? AND p.view <> 'hidden'`,
      userId, noteId,
    ); // prettier-ignore
  }

  async findEvenHidden(userId: string, noteId: string): Promise<StoredNote | undefined> {
    return this.#find(
      `SELECT * FROM notes WHERE id = ?2 AND (EXISTS (SELECT 1 FROM placements WHERE user_id = ?1 AND note_id = ?2)
         OR EXISTS (SELECT 1 FROM invitations WHERE user_id = ?1 AND state = 'declined' AND note_id = ?2)
         OR EXISTS (SELECT 1 FROM former_authors WHERE user_id = ?1 AND note_id = ?2))`,
      userId, noteId,
    ); // prettier-ignore
  }

  async lastVersion(noteId: string): Promise<number> {
    return lastVersionOf(this.#db, noteId);
  }

  save({ previous, next, ...rest }: NoteChange, commit: Commit): Promise<SaveOutcome> {
    return this.#writer.commit(commit, () => {
      if (next) assertLabelsExist(this.#db, commit.userId, previous, next);
      if (!previous && next) {
        const bytes = insertNote(this.#db, next);
        payForNote(this.#db, this.#quota, next, bytes);
      }
      if (previous && next) this.#update({ previous, next, ...rest }, commit);
      if (previous && !next) {
        refundWhole(this.#db, previous);
        deleteNote(this.#db, previous);
      }
    });
  }

  async unedited(ownerId: string, importId: string, limit: number): Promise<string[]> {
    const rows = this.#db.all<{ id: string }>(
      'SELECT id FROM notes WHERE owner_id = ? AND import_id = ? AND revision = 1 LIMIT ?',
      ownerId, importId, limit,
    ); // prettier-ignore
    return rows.map(({ id }) => id);
  }

  async labelled(userId: string, labelId: string, limit: number): Promise<string[]> {
    const rows = this.#db.all<{ note_id: string }>(
      'SELECT DISTINCT note_id FROM listings WHERE user_id = ? AND label_id = ? LIMIT ?',
      userId, labelId, limit,
    ); // prettier-ignore
    return rows.map(({ note_id: noteId }) => noteId);
  }

  async invited(addressHash: string, limit: number): Promise<{ ownerId: string; noteId: string }[]> {
    return this.#db.all<{ ownerId: string; noteId: string }>(
      `SELECT n.owner_id AS ownerId, n.id AS noteId FROM invitations i JOIN notes n ON n.id = i.note_id
       WHERE i.address_hash = ? AND i.state = 'waiting' LIMIT ?`,
      addressHash, limit,
    ); // prettier-ignore
  }

  async trashedBefore(date: Date, limit: number): Promise<{ ownerId: string; noteId: string }[]> {
    return this.#db.all<{ ownerId: string; noteId: string }>(
      `SELECT owner_id AS ownerId, id AS noteId FROM notes WHERE trashed_at < ? ORDER BY trashed_at LIMIT ?`,
      date.toISOString(), limit,
    ); // prettier-ignore
  }

  #update(update: NoteUpdate, { isErasure }: Commit): void {
    const { previous, next } = update;
    const isHandedOver = next.content.ownerId !== previous.content.ownerId;
    if (isHandedOver) refundWhole(this.#db, previous);
    const bytes = updateNote(this.#db, update);
    if (!isHandedOver) return payForChange(this.#db, this.#quota, update, bytes);
    const usage = payForWhole(this.#db, next);
    if (!isErasure && isBeyond(this.#quota, usage)) refuse('over-quota');
  }

  #find(sql: string, userId: string, noteId: string): StoredNote | undefined {
    const row = this.#db.get<NoteRow>(sql, userId, noteId);
    if (!row) return undefined;
    const placements = this.#db.all<PlacementRow>(
      'SELECT user_id, version, placement FROM placements WHERE note_id = ?',
      noteId,
    );
    return toNote(row, placements);
  }
}

function toNote(row: NoteRow, placements: readonly PlacementRow[]): StoredNote {
  return {
    content: readContent(row.content),
    version: row.version,
    contentVersion: row.content_version,
    importId: row.import_id,
    creationFingerprint: row.creation_fingerprint,
    members: JSON.parse(row.members) as Member[],
    handOver: row.hand_over === null ? null : (JSON.parse(row.hand_over) as HandOver),
    authors: JSON.parse(row.authors) as Named[],
    placements: new Map(
      placements.map(({ user_id: userId, version, placement }) => [
        userId,
        { placement: readPlacement(placement), version },
      ]),
    ),
  };
}
