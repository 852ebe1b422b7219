/** Notes in SQLite, as the use cases change them. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { type NoteContent, type Placement, type StoredNote, writtenContent } from '../domain/note.ts';
import { viewOf } from '../domain/placement.ts';
import type { Commit, NoteChange, NoteRepository, SaveOutcome } from '../ports.ts';
import { insertOr, nextChange, refuse, type SqliteWriter } from './sqlite-commit.ts';

type NoteRow = {
  version: number;
  content_version: number;
  import_id: string | null;
  creation_fingerprint: string;
  content: string;
};
type PlacementRow = { user_id: string; version: number; placement: string };

export class SqliteNoteRepository implements NoteRepository {
  readonly #db: SqliteDatabase;
  readonly #writer: SqliteWriter;

  constructor(writer: SqliteWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  async find(userId: string, noteId: string): Promise<StoredNote | undefined> {
    const row = this.#db.get<NoteRow>(
      `SELECT n.* FROM placements p JOIN notes n ON n.id = p.note_id WHERE p.user_id = ? AND p.note_id = ?`,
      userId, noteId,
    ); // prettier-ignore
    if (!row) return undefined;
    const placements = this.#db.all<PlacementRow>(
      'SELECT user_id, version, placement FROM placements WHERE note_id = ?',
      noteId,
    );
    return toNote(row, placements);
  }

  async lastVersion(noteId: string): Promise<number> {
    return lastVersionOf(this.#db, noteId);
  }

  save({ previous, next }: NoteChange, commit: Commit): Promise<SaveOutcome> {
    return this.#writer.commit(commit, () => {
      if (next) assertLabelsExist(this.#db, commit.userId, next);
      if (!previous && next) insertNote(this.#db, next);
      if (previous && next) updateNote(this.#db, previous, next);
      if (previous && !next) deleteNote(this.#db, previous);
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
      'SELECT note_id FROM placement_labels WHERE user_id = ? AND label_id = ? LIMIT ?',
      userId, labelId, limit,
    ); // prettier-ignore
    return rows.map(({ note_id: noteId }) => noteId);
  }

  async trashedBefore(date: Date, limit: number): Promise<{ ownerId: string; noteId: string }[]> {
    return this.#db.all<{ ownerId: string; noteId: string }>(
      `SELECT owner_id AS ownerId, id AS noteId FROM notes WHERE trashed_at < ? ORDER BY trashed_at LIMIT ?`,
      date.toISOString(), limit,
    ); // prettier-ignore
  }
}

function toNote(row: NoteRow, placements: readonly PlacementRow[]): StoredNote {
  return {
    content: JSON.parse(row.content) as NoteContent,
    version: row.version,
    contentVersion: row.content_version,
    importId: row.import_id,
    creationFingerprint: row.creation_fingerprint,
    placements: new Map(
      placements.map(({ user_id: userId, version, placement }) => [
        userId,
        { placement: JSON.parse(placement) as Placement, version },
      ]),
    ),
  };
}

function insertNote(db: SqliteDatabase, note: StoredNote): void {
  const { content, version, contentVersion, importId, creationFingerprint } = note;
  if (lastVersionOf(db, content.id) >= version) refuse('clash');
  insertOr('id-taken', () =>
    db.run(
      'INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      content.id, content.ownerId, version, contentVersion, content.revision, content.createdAt, content.trashedAt,
      importId, creationFingerprint, JSON.stringify(content),
    ),
  ); // prettier-ignore
  db.run('DELETE FROM gone_notes WHERE user_id = ? AND note_id = ?', content.ownerId, content.id);
  if (importId !== null) {
    db.run('INSERT OR IGNORE INTO imports VALUES (?, ?, ?)', content.ownerId, importId, new Date().toISOString());
  }
  insertRevision(db, content);
  writePlacements(db, note);
}

function updateNote(db: SqliteDatabase, previous: StoredNote, note: StoredNote): void {
  const { content, version, contentVersion } = note;
  const isNewContent = contentVersion === version;
  const count = isNewContent
    ? db.run(
        `UPDATE notes SET version = ?, content_version = ?, revision = ?, trashed_at = ?, content = ?
         WHERE id = ? AND version = ?`,
        version, contentVersion, content.revision, content.trashedAt, JSON.stringify(content),
        content.id, previous.version,
      )
    : db.run('UPDATE notes SET version = ? WHERE id = ? AND version = ?', version, content.id, previous.version); // prettier-ignore
  if (count === 0) refuse('clash');
  if (content.revision > previous.content.revision) insertRevision(db, content);
  writePlacements(db, note);
}

function deleteNote(db: SqliteDatabase, { content, version, placements }: StoredNote): void {
  if (db.run('DELETE FROM notes WHERE id = ? AND version = ?', content.id, version) === 0) refuse('clash');
  for (const userId of placements.keys()) {
    db.run(
      'INSERT OR REPLACE INTO gone_notes VALUES (?, ?, ?, ?)',
      userId, content.id, version + 1, nextChange(db, userId),
    ); // prettier-ignore
  }
  db.run(
    `UPDATE handled_requests SET answer = json_object('status', answer ->> 'status'), note_id = NULL
     WHERE note_id = ?`,
    content.id,
  );
}

function insertRevision(db: SqliteDatabase, content: NoteContent): void {
  db.run(
    'INSERT INTO revisions VALUES (?, ?, ?, ?, ?)',
    content.id, content.revision, content.updatedBy, content.updatedAt, JSON.stringify(writtenContent(content)),
  ); // prettier-ignore
}

/** Writes the placements that this version changed, and marks for everyone what they see changed. */
function writePlacements(db: SqliteDatabase, note: StoredNote): void {
  const isNewContent = note.contentVersion === note.version;
  for (const [userId, { placement, version }] of note.placements) {
    if (!isNewContent && version !== note.version) continue;
    writePlacement(db, userId, note.content, placement, version);
  }
}

function writePlacement(
  db: SqliteDatabase,
  userId: string,
  content: NoteContent,
  placement: Placement,
  version: number,
): void {
  const view = viewOf(content, placement);
  const unpinned = placement.pinned ? 0 : 1;
  db.run(
    `INSERT INTO placements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, change_seq = excluded.change_seq, view = excluded.view,
       unpinned = excluded.unpinned, position = excluded.position, color = excluded.color, kind = excluded.kind,
       reminder_at = excluded.reminder_at, placement = excluded.placement`,
    userId, content.id, version, nextChange(db, userId), view, unpinned, placement.position, placement.color,
    content.kind, placement.reminder?.at ?? null, JSON.stringify(placement),
  ); // prettier-ignore
  db.run('DELETE FROM placement_labels WHERE user_id = ? AND note_id = ?', userId, content.id);
  for (const labelId of placement.labelIds) {
    db.run(
      'INSERT INTO placement_labels VALUES (?, ?, ?, ?, ?, ?)',
      userId, labelId, view, unpinned, placement.position, content.id,
    ); // prettier-ignore
  }
}

function assertLabelsExist(db: SqliteDatabase, userId: string, note: StoredNote): void {
  const labelIds = note.placements.get(userId)?.placement.labelIds ?? [];
  if (labelIds.length === 0) return;
  const found = db.get<{ count: number }>(
    'SELECT count(*) AS count FROM labels WHERE user_id = ? AND id IN (SELECT value FROM json_each(?))',
    userId, JSON.stringify(labelIds),
  ); // prettier-ignore
  if (found?.count !== labelIds.length) refuse('clash');
}

function lastVersionOf(db: SqliteDatabase, noteId: string): number {
  const row = db.get<{ version: number | null }>(
    'SELECT max(version) AS version FROM gone_notes WHERE note_id = ?',
    noteId,
  );
  return row?.version ?? 0;
}
