/** Notes in SQLite, as they are shown: stored texts, found by one range of one index. */
import type { SqliteDatabase, SqlValue } from '@keep/service-kit/sqlite-database';
import type { Member } from '../domain/member.ts';
import type { NoteContent, Placement } from '../domain/note.ts';
import { cutPage } from '../domain/page-room.ts';
import type { Usage } from '../domain/usage.ts';
import type { Named } from '../domain/people.ts';
import type { BoardFilter, BoardPage, BoardPlace, NoteReader, NoteTexts, ReadNote } from '../ports.ts';
import { usageOf } from './sqlite-usage.ts';

type ViewRow = {
  content: string;
  placement: string;
  content_version: number;
  version: number;
  owner_id: string;
  members: string;
  authors: string;
};

export class SqliteNoteReader implements NoteReader {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  async view(userId: string, noteId: string): Promise<ReadNote | undefined> {
    const row = this.#db.get<ViewRow>(
      `SELECT n.content, n.content_version, n.owner_id, n.members, n.authors, p.placement, p.version
       FROM placements p JOIN notes n ON n.id = p.note_id
       WHERE p.user_id = ? AND p.note_id = ? AND p.view <> 'hidden'`,
      userId, noteId,
    ); // prettier-ignore
    return row && toView(row);
  }

  async page(userId: string, filter: BoardFilter, after: BoardPlace | undefined, limit: number): Promise<BoardPage> {
    const { sql, values } = pageQuery(userId, filter, after, limit + 1);
    const tuples = this.#db.tuples<[content: string, placement: string]>(sql, ...values);
    const rows = tuples.map(([content, placement]) => ({ content, placement }));
    const { shown, hasMore } = cutPage(rows, limit, ({ content }) => content.length);
    const last = hasMore ? shown.at(-1) : undefined;
    return { notes: shown, next: last && placeOf(last) };
  }

  async changeCount(userId: string): Promise<number> {
    return (
      this.#db.get<{ seq: number }>('SELECT change_seq AS seq FROM user_state WHERE user_id = ?', userId)?.seq ?? 0
    );
  }

  async usage(userId: string): Promise<Usage> {
    return usageOf(this.#db, userId);
  }
}

/**
 * Whatever the filters, one range of the index that begins with all of them and goes on in the board's order. It is
 * named, so that the planner cannot choose one that needs sorting; `CROSS JOIN` keeps SQLite from turning the join around.
 */
export function pageQuery(
  userId: string,
  { view, label, color, kind }: BoardFilter,
  after: BoardPlace | undefined,
  limit: number,
): { sql: string; values: SqlValue[] } {
  const conditions = ['l.user_id = ?', 'l.label_id = ?', 'l.view = ?'];
  const values: SqlValue[] = [userId, label ?? '', view];
  const where = (condition: string, ...bound: SqlValue[]) => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (label) where('EXISTS (SELECT 1 FROM labels WHERE user_id = ? AND id = ?)', userId, label);
  if (color) where('l.color = ?', color);
  if (kind) where('l.kind = ?', kind);
  if (after) {
    const { isPinned, position, noteId } = after;
    where('(l.unpinned, l.position, l.note_id) > (?, ?, ?)', isPinned ? 0 : 1, position, noteId);
  }
  // Each column costs as much as finding the row does: the place of the last note is read from its texts.
  const sql = `SELECT n.content, p.placement
    FROM listings l INDEXED BY ${indexFor(color, kind)}
      CROSS JOIN placements p ON p.user_id = l.user_id AND p.note_id = l.note_id
      CROSS JOIN notes n ON n.id = l.note_id
    WHERE ${conditions.join(' AND ')}
    ORDER BY l.unpinned, l.position, l.note_id LIMIT ?`;
  return { sql, values: [...values, limit] };
}

function indexFor(color: string | undefined, kind: string | undefined): string {
  if (color === undefined) return kind === undefined ? 'listed' : 'listed_by_kind';
  return kind === undefined ? 'listed_by_color' : 'listed_by_both';
}

function placeOf({ content, placement }: NoteTexts): BoardPlace {
  const { id: noteId } = JSON.parse(content) as NoteContent;
  const { pinned: isPinned, position } = JSON.parse(placement) as Placement;
  return { isPinned, position, noteId };
}

function toView(row: ViewRow): ReadNote {
  const { content, placement, content_version: contentVersion, version, owner_id: ownerId } = row;
  const members = JSON.parse(row.members) as Member[];
  const authors = JSON.parse(row.authors) as Named[];
  return { content, placement, contentVersion, placementVersion: version, ownerId, members, authors };
}
