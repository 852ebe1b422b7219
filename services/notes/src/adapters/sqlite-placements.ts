/** Where a note stands on each board, as a change of it is written in SQLite; each function runs inside a transaction. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { NoteContent, Placement, StoredNote } from '../domain/note.ts';
import { isShared, viewOf } from '../domain/placement.ts';
import { nextChange } from './sqlite-commit.ts';

/** Writes the placements that this version changed, and marks for everyone what they see changed. */
export function writePlacements(db: SqliteDatabase, note: StoredNote): void {
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

/** Its row falls with the note where the note is deleted, and is deleted here where only this person loses it. */
export function removePlacements(
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

/** What the person's changes feed tells of a note that they have no more, from its `version` on. */
export function markGone(db: SqliteDatabase, userId: string, noteId: string, version: number): void {
  db.run(
    'INSERT OR REPLACE INTO gone_notes VALUES (?, ?, ?, ?, ?)',
    userId, noteId, version, nextChange(db, userId), new Date().toISOString(),
  ); // prettier-ignore
}
