/** How a change of a note is written in SQLite; each function runs inside a transaction. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { type NoteContent, type Placement, type StoredNote, writtenContent } from '../domain/note.ts';
import { isPending } from '../domain/member.ts';
import { isShared, viewOf } from '../domain/placement.ts';
import { outdated, type RevisionMark, THINNING } from '../domain/thinning.ts';
import { insertOr, isErased, nextChange, refuse } from './sqlite-commit.ts';
import { userOf } from './sqlite-address-repository.ts';

export function insertNote(db: SqliteDatabase, note: StoredNote): void {
  const { content, version, contentVersion, importId, creationFingerprint, members } = note;
  if (lastVersionOf(db, content.id) >= version) refuse('clash');
  insertOr('id-taken', () =>
    db.run(
      'INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      content.id, content.ownerId, version, contentVersion, content.revision, content.createdAt, content.trashedAt,
      importId, creationFingerprint, JSON.stringify(content), JSON.stringify(members),
    ),
  ); // prettier-ignore
  db.run('DELETE FROM gone_notes WHERE user_id = ? AND note_id = ?', content.ownerId, content.id);
  if (importId !== null) {
    db.run('INSERT OR IGNORE INTO imports VALUES (?, ?, ?)', content.ownerId, importId, new Date().toISOString());
  }
  insertRevision(db, content);
  writePlacements(db, note);
}

export function updateNote(db: SqliteDatabase, previous: StoredNote, note: StoredNote): void {
  const { content, version, contentVersion, importId } = note;
  const isNewContent = contentVersion === version;
  const count = isNewContent
    ? db.run(
        `UPDATE notes SET owner_id = ?, version = ?, content_version = ?, revision = ?, trashed_at = ?, import_id = ?,
           content = ? WHERE id = ? AND version = ?`,
        content.ownerId, version, contentVersion, content.revision, content.trashedAt, importId,
        JSON.stringify(content), content.id, previous.version,
      )
    : db.run('UPDATE notes SET version = ? WHERE id = ? AND version = ?', version, content.id, previous.version); // prettier-ignore
  if (count === 0) refuse('clash');
  if (content.ownerId !== previous.content.ownerId && isErased(db, content.ownerId)) refuse('clash');
  if (content.revision > previous.content.revision) insertRevision(db, content);
  if (note.members !== previous.members) writeMembers(db, previous, note);
  removePlacements(db, previous, note);
  writePlacements(db, note);
}

export function deleteNote(db: SqliteDatabase, { content, version, placements }: StoredNote): void {
  if (db.run('DELETE FROM notes WHERE id = ? AND version = ?', content.id, version) === 0) refuse('clash');
  db.run('INSERT OR REPLACE INTO deleted_notes VALUES (?, ?)', content.id, version + 1);
  for (const userId of placements.keys()) markGone(db, userId, content.id, version + 1);
  db.run(
    `UPDATE handled_requests SET answer = json_object('status', answer ->> 'status'), note_id = NULL
     WHERE note_id = ?`,
    content.id,
  );
}

/** Its row falls with the note where the note is deleted, and is deleted here where only this person loses it. */
function removePlacements(
  db: SqliteDatabase,
  previous: StoredNote,
  { content, version, placements }: StoredNote,
): void {
  for (const userId of previous.placements.keys()) {
    if (placements.has(userId)) continue;
    db.run('DELETE FROM placements WHERE user_id = ? AND note_id = ?', userId, content.id);
    markGone(db, userId, content.id, version);
  }
}

/** An address that became known since the invitation was decided on, and a person who was erased, are a clash. */
function writeMembers(db: SqliteDatabase, previous: StoredNote, { content, members, placements }: StoredNote): void {
  const { id: noteId } = content;
  db.run('UPDATE notes SET members = ? WHERE id = ?', JSON.stringify(members), noteId);
  for (const userId of placements.keys()) {
    if (previous.placements.has(userId)) continue;
    if (isErased(db, userId)) refuse('clash');
    db.run('DELETE FROM gone_notes WHERE user_id = ? AND note_id = ?', userId, noteId);
  }
  const invited = new Set(previous.members.filter(isPending).map(({ addressHash }) => addressHash));
  db.run('DELETE FROM invitations WHERE note_id = ?', noteId);
  for (const { addressHash } of members.filter(isPending)) {
    if (!invited.has(addressHash) && userOf(db, addressHash) !== undefined) refuse('clash');
    db.run('INSERT INTO invitations VALUES (?, ?)', addressHash, noteId);
  }
}

/** What the person's changes feed tells of a note that they have no more, from its `version` on. */
function markGone(db: SqliteDatabase, userId: string, noteId: string, version: number): void {
  db.run(
    'INSERT OR REPLACE INTO gone_notes VALUES (?, ?, ?, ?, ?)',
    userId, noteId, version, nextChange(db, userId), new Date().toISOString(),
  ); // prettier-ignore
}

function insertRevision(db: SqliteDatabase, content: NoteContent): void {
  db.run(
    'INSERT INTO revisions VALUES (?, ?, ?, ?, ?)',
    content.id, content.revision, content.updatedBy, content.updatedAt, JSON.stringify(writtenContent(content)),
  ); // prettier-ignore
  if (content.revision % THINNING.every === 0) thinRevisions(db, content);
}

function thinRevisions(db: SqliteDatabase, { id, updatedAt }: NoteContent): void {
  const newest = db.all<RevisionMark>(
    `SELECT revision, edited_by AS editedBy, edited_at AS editedAt FROM revisions
     WHERE note_id = ? ORDER BY revision DESC LIMIT ?`,
    id, THINNING.looksAt,
  ); // prettier-ignore
  for (const revision of outdated(newest, new Date(updatedAt)).slice(0, THINNING.givesUp))
    db.run('DELETE FROM revisions WHERE note_id = ? AND revision = ?', id, revision);
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
  const view = viewOf(content, userId, placement);
  const remindsAt = view === 'hidden' ? null : (placement.reminder?.at ?? null);
  const unpinned = placement.pinned ? 0 : 1;
  db.run(
    `INSERT INTO placements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, change_seq = excluded.change_seq, view = excluded.view,
       unpinned = excluded.unpinned, position = excluded.position, color = excluded.color, kind = excluded.kind,
       reminder_at = excluded.reminder_at, placement = excluded.placement, shared = excluded.shared`,
    userId, content.id, version, nextChange(db, userId), view, unpinned, placement.position, placement.color,
    content.kind, remindsAt, JSON.stringify(placement), isShared(content) ? 1 : 0,
  ); // prettier-ignore
  db.run('DELETE FROM placement_labels WHERE user_id = ? AND note_id = ?', userId, content.id);
  for (const labelId of placement.labelIds) {
    db.run(
      'INSERT INTO placement_labels VALUES (?, ?, ?, ?, ?, ?)',
      userId, labelId, view, unpinned, placement.position, content.id,
    ); // prettier-ignore
  }
}

export function lastVersionOf(db: SqliteDatabase, noteId: string): number {
  return db.get<{ version: number }>('SELECT version FROM deleted_notes WHERE id = ?', noteId)?.version ?? 0;
}

export function assertLabelsExist(db: SqliteDatabase, userId: string, note: StoredNote): void {
  const labelIds = note.placements.get(userId)?.placement.labelIds ?? [];
  if (labelIds.length === 0) return;
  const found = db.get<{ count: number }>(
    'SELECT count(*) AS count FROM labels WHERE user_id = ? AND id IN (SELECT value FROM json_each(?))',
    userId, JSON.stringify(labelIds),
  ); // prettier-ignore
  if (found?.count !== labelIds.length) refuse('clash');
}
