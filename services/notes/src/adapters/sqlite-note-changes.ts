/** How a change of a note is written in SQLite; each function runs inside a transaction. */
import { writingOf } from '@keep/note-merge/writing';
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { addedLabels, type NoteContent, type StoredNote } from '../domain/note.ts';
import { outdated, type RevisionMark, THINNING } from '../domain/thinning.ts';
import type { NoteUpdate } from '../ports.ts';
import { insertOr, isErased, refuse } from './sqlite-commit.ts';
import { writeFormerAuthors, writeMembers } from './sqlite-note-members.ts';
import { refundRevision } from './sqlite-usage.ts';
import { markGone, removePlacements, writePlacements } from './sqlite-placements.ts';

/** The bytes of the revision that is stored with it. */
export function insertNote(db: SqliteDatabase, note: StoredNote): number {
  const { content, version, contentVersion, importId, creationFingerprint, members, authors } = note;
  if (lastVersionOf(db, content.id) >= version) refuse('clash');
  insertOr('id-taken', () =>
    db.run(
      `INSERT INTO notes (id, owner_id, version, content_version, revision, created_at, trashed_at, import_id,
         creation_fingerprint, content, members, authors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      content.id, content.ownerId, version, contentVersion, content.revision, content.createdAt, content.trashedAt,
      importId, creationFingerprint, JSON.stringify(content), JSON.stringify(members),
      JSON.stringify(authors),
    ),
  ); // prettier-ignore
  db.run('DELETE FROM gone_notes WHERE user_id = ? AND note_id = ?', content.ownerId, content.id);
  if (importId !== null) {
    db.run('INSERT OR IGNORE INTO imports VALUES (?, ?, ?)', content.ownerId, importId, new Date().toISOString());
  }
  writePlacements(db, note);
  return insertRevision(db, content);
}

/** The bytes of the revisions that are stored with it; 0 for none. */
export function updateNote(db: SqliteDatabase, { previous, next: note, overruled }: NoteUpdate): number {
  const { content, version, contentVersion, importId, handOver, authors } = note;
  const isNewContent = contentVersion === version;
  const count = isNewContent
    ? db.run(
        `UPDATE notes SET owner_id = ?, version = ?, content_version = ?, revision = ?, trashed_at = ?, import_id = ?,
           content = ?, hand_over = ?, authors = ? WHERE id = ? AND version = ?`,
        content.ownerId, version, contentVersion, content.revision, content.trashedAt, importId,
        JSON.stringify(content), handOver && JSON.stringify(handOver), JSON.stringify(authors), content.id, previous.version,
      )
    : db.run('UPDATE notes SET version = ? WHERE id = ? AND version = ?', version, content.id, previous.version); // prettier-ignore
  if (count === 0) refuse('clash');
  if (content.ownerId !== previous.content.ownerId && isErased(db, content.ownerId)) refuse('clash');
  if (note.members !== previous.members) writeMembers(db, previous, note);
  writeFormerAuthors(db, previous, note);
  removePlacements(db, previous, note);
  writePlacements(db, note);
  if (content.revision === previous.content.revision) return 0;
  return (overruled ? insertRevision(db, overruled) : 0) + insertRevision(db, content);
}

export function deleteNote(db: SqliteDatabase, { content, version, placements }: StoredNote): void {
  if (db.run('DELETE FROM notes WHERE id = ? AND version = ?', content.id, version) === 0) refuse('clash');
  db.run('INSERT OR REPLACE INTO deleted_notes VALUES (?, ?)', content.id, version + 1);
  for (const userId of placements.keys()) markGone(db, userId, content.id, version + 1);
  // Answers that an earlier Keep stored with the note's text.
  db.run(
    `UPDATE handled_requests SET answer = json_object('status', answer ->> 'status'), note_id = NULL
     WHERE note_id = ?`,
    content.id,
  );
}

function insertRevision(db: SqliteDatabase, content: NoteContent): number {
  const written = JSON.stringify(writingOf(content));
  db.run(
    'INSERT INTO revisions VALUES (?, ?, ?, ?, ?)',
    content.id, content.revision, content.updatedBy, content.updatedAt, written,
  ); // prettier-ignore
  if (content.revision % THINNING.every === 0) thinRevisions(db, content);
  return Buffer.byteLength(written);
}

function thinRevisions(db: SqliteDatabase, { id, ownerId, updatedAt }: NoteContent): void {
  const newest = db.all<RevisionMark>(
    `SELECT revision, edited_by AS editedBy, edited_at AS editedAt FROM revisions
     WHERE note_id = ? ORDER BY revision DESC LIMIT ?`,
    id, THINNING.looksAt,
  ); // prettier-ignore
  for (const revision of outdated(newest, new Date(updatedAt)).slice(0, THINNING.givesUp)) {
    const gone = db.get<{ editorId: string; bytes: number }>(
      `DELETE FROM revisions WHERE note_id = ? AND revision = ?
       RETURNING edited_by AS editorId, octet_length(written) AS bytes`,
      id, revision,
    ); // prettier-ignore
    if (gone) refundRevision(db, ownerId, gone);
  }
}

export function lastVersionOf(db: SqliteDatabase, noteId: string): number {
  return db.get<{ version: number }>('SELECT version FROM deleted_notes WHERE id = ?', noteId)?.version ?? 0;
}

/** One that the note carries already may be gone, until it is taken off. */
export function assertLabelsExist(
  db: SqliteDatabase,
  userId: string,
  previous: StoredNote | undefined,
  next: StoredNote,
): void {
  const labelIds = addedLabels(userId, previous, next);
  if (labelIds.length === 0) return;
  const found = db.get<{ count: number }>(
    'SELECT count(*) AS count FROM labels WHERE user_id = ? AND id IN (SELECT value FROM json_each(?))',
    userId, JSON.stringify(labelIds),
  ); // prettier-ignore
  if (found?.count !== labelIds.length) refuse('clash');
}
