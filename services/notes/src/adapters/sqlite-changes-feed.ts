/** The changes feed in SQLite: two ranges of two indexes, merged. */
import type { SqliteDatabase, SqlValue } from '@keep/service-kit/sqlite-database';
import {
  beginningOf, canGoOn, type FeedPlace, type FeedState, knownGoneUntil, nextPlace,
} from '../domain/changes-feed.ts'; // prettier-ignore
import { cutPage } from '../domain/page-room.ts';
import type { ChangesFeed, FeedEntry, FeedPage } from '../ports.ts';
import { labelsOf } from './sqlite-label-repository.ts';

type StateRow = { count: number; labels: number; floor: number };
type EntryRow = { seq: number; noteId: string; version: number; content: string | null; placement: string | null };

export class SqliteChangesFeed implements ChangesFeed {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  async page(userId: string, since: FeedPlace | undefined, limit: number): Promise<FeedPage | undefined> {
    return this.#db.read(() => {
      const state = stateOf(this.#db, userId);
      const place = since ?? beginningOf(state);
      if (!canGoOn(place, state)) return undefined;
      const { sql, values } = feedQuery(userId, place, limit + 1);
      const found = this.#db.all<EntryRow>(sql, ...values);
      const { shown, hasMore } = cutPage(found, limit, ({ content }) => content?.length ?? 0);
      return {
        entries: shown.map(toEntry),
        labels: state.labels > place.labels ? labelsOf(this.#db, userId) : undefined,
        next: nextPlace(place, state, hasMore ? shown.at(-1)?.seq : undefined),
        hasMore,
        count: state.count,
      };
    });
  }

  forgetGone(date: Date, limit: number): Promise<number> {
    return this.#db.write(() => {
      const due = this.#db.all<{ userId: string; noteId: string; seq: number }>(
        `SELECT user_id AS userId, note_id AS noteId, change_seq AS seq FROM gone_notes
         WHERE gone_at < ? ORDER BY gone_at LIMIT ?`,
        date.toISOString(), limit,
      ); // prettier-ignore
      for (const { userId, noteId, seq } of due) {
        this.#db.run(
          'UPDATE user_state SET changes_floor = max(changes_floor, ?) WHERE user_id = ?',
          seq, userId,
        ); // prettier-ignore
        this.#db.run('DELETE FROM gone_notes WHERE user_id = ? AND note_id = ?', userId, noteId);
      }
      return due.length;
    });
  }
}

/**
 * Each part is read in its own order and no further than the page goes: nothing is sorted. What is hidden from the
 * reader is gone for them.
 */
export function feedQuery(userId: string, place: FeedPlace, limit: number): { sql: string; values: SqlValue[] } {
  const sql = `
    SELECT p.change_seq AS seq, p.note_id AS noteId, n.version, n.content, iif(p.view = 'hidden', NULL, p.placement) AS placement
    FROM placements p INDEXED BY placements_changed CROSS JOIN notes n ON n.id = p.note_id
    WHERE p.user_id = ? AND p.change_seq > ? AND (p.view <> 'hidden' OR p.change_seq > ?)
    UNION ALL
    SELECT change_seq, note_id, version, NULL, NULL FROM gone_notes INDEXED BY gone_notes_changed
    WHERE user_id = ? AND change_seq > ?
    ORDER BY seq LIMIT ?`;
  const known = knownGoneUntil(place);
  return { sql, values: [userId, place.seq, known, userId, known, limit] };
}

function stateOf(db: SqliteDatabase, userId: string): FeedState {
  const row = db.get<StateRow>(
    `SELECT change_seq AS count, labels_change_seq AS labels, changes_floor AS floor
     FROM user_state WHERE user_id = ?`,
    userId,
  );
  return row ?? { count: 0, labels: 0, floor: 0 };
}

function toEntry({ noteId, version, content, placement }: EntryRow): FeedEntry {
  const isGone = content === null || placement === null;
  return isGone ? { noteId, version } : { noteId, version, note: { content, placement } };
}
