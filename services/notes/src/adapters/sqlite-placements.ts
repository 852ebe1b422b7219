/** Where a note stands on each board, as a change of it is written in SQLite; each function runs inside a transaction. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { NoteContent, Placement, StoredNote } from '../domain/note.ts';
import { viewOf, viewsOf } from '../domain/placement.ts';
import { nextChange } from './sqlite-commit.ts';

/** That a note is in one list of a person; `label_id` is empty for a view as a whole. */
type Listing = {
  label_id: string;
  view: string;
  color: string;
  kind: string;
  unpinned: number;
  position: string;
};

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
  db.run(
    `INSERT INTO placements VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, change_seq = excluded.change_seq, view = excluded.view,
       placement = excluded.placement`,
    userId, content.id, version, nextChange(db, userId), viewOf(content, userId, placement), JSON.stringify(placement),
  ); // prettier-ignore
  writeListings(db, userId, content, placement);
}

/** Most changes of a note leave its lists alone. */
function writeListings(db: SqliteDatabase, userId: string, content: NoteContent, placement: Placement): void {
  const listings = listingsOf(userId, content, placement);
  const earlier = db.all<Listing>(
    'SELECT label_id, view, color, kind, unpinned, position FROM listings WHERE user_id = ? AND note_id = ?',
    userId, content.id,
  ); // prettier-ignore
  if (textOf(earlier) === textOf(listings)) return;
  if (earlier.length > 0) db.run('DELETE FROM listings WHERE user_id = ? AND note_id = ?', userId, content.id);
  for (const { label_id: labelId, view, color, kind, unpinned, position } of listings) {
    db.run(
      'INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      userId, content.id, labelId, view, color, kind, unpinned, position,
    ); // prettier-ignore
  }
}

function textOf(listings: readonly Listing[]): string {
  return listings
    .map(each => JSON.stringify(Object.values(each)))
    .sort()
    .join();
}

/** Each view as a whole, and each of the labels within it. */
function listingsOf(userId: string, content: NoteContent, placement: Placement): Listing[] {
  const { color, position, pinned, labelIds } = placement;
  const rest = { color, kind: content.kind, unpinned: pinned ? 0 : 1, position };
  return viewsOf(content, userId, placement).flatMap(view =>
    ['', ...labelIds].map(labelId => ({ label_id: labelId, view, ...rest })),
  );
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
