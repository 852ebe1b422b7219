/** The changes feed in MongoDB: two ranges of two indexes of one moment, merged. */
import {
  beginningOf,
  canGoOn,
  type FeedPlace,
  type FeedState,
  knownGoneUntil,
  nextPlace,
} from '../domain/changes-feed.ts';
import { cutPage } from '../domain/page-room.ts';
import type { ChangesFeed, FeedEntry, FeedPage } from '../ports.ts';
import type { MongoDatabase, Snapshot } from './mongo-database.ts';
import { labelsOf } from './mongo-label-repository.ts';

/** `placement` is absent where the note is gone; `version` is then the one it was gone with. Hidden, it is gone too. */
type Change = { noteId: string; changeSeq: number; version: number; placement?: string; view?: string };

export class MongoChangesFeed implements ChangesFeed {
  readonly #db: MongoDatabase;

  constructor(db: MongoDatabase) {
    this.#db = db;
  }

  page(userId: string, since: FeedPlace | undefined, limit: number): Promise<FeedPage | undefined> {
    return this.#db.snapshot(async snapshot => {
      const state = await stateOf(snapshot, userId);
      const place = since ?? beginningOf(state);
      if (!canGoOn(place, state)) return undefined;
      const found = await changesAfter(snapshot, userId, place, limit + 1);
      const entries = await entriesOf(snapshot, found.slice(0, limit));
      const { shown, hasMore } = cutPage(found, limit, (_, index) => entries[index]?.note?.content.length ?? 0);
      return {
        entries: entries.slice(0, shown.length),
        labels: state.labels > place.labels ? await labelsOf(snapshot, userId) : undefined,
        next: nextPlace(place, state, hasMore ? shown.at(-1)?.changeSeq : undefined),
        hasMore,
        count: state.count,
      };
    });
  }

  forgetGone(date: Date, limit: number): Promise<number> {
    return this.#db.transaction(async ({ goneNotes, people, session }) => {
      const due = await goneNotes
        .find({ goneAt: { $lt: date } }, { session })
        .sort({ goneAt: 1 })
        .limit(limit)
        .toArray();
      for (const { userId, changeSeq } of due) {
        await people.updateOne({ _id: userId }, { $max: { changesFloor: changeSeq } }, { session });
      }
      const ids = due.map(({ _id }) => _id);
      if (ids.length > 0) await goneNotes.deleteMany({ _id: { $in: ids } }, { session });
      return due.length;
    });
  }
}

async function stateOf({ people, session }: Snapshot, userId: string): Promise<FeedState> {
  const person = await people.findOne({ _id: userId }, { session });
  return { count: person?.changeSeq ?? 0, labels: person?.labelsChangeSeq ?? 0, floor: person?.changesFloor ?? 0 };
}

async function changesAfter(
  { placements, goneNotes, session }: Snapshot,
  userId: string,
  place: FeedPlace,
  limit: number,
): Promise<Change[]> {
  const projection = { _id: 0, noteId: 1, changeSeq: 1, version: 1, placement: 1, view: 1 };
  const query = (after: number) => ({ userId, changeSeq: { $gt: after } });
  const options = { projection, session, sort: { changeSeq: 1 }, limit, hint: { userId: 1, changeSeq: 1 } } as const;
  const known = knownGoneUntil(place);
  const isNews = { $or: [{ view: { $ne: 'hidden' } }, { changeSeq: { $gt: known } }] };
  const placed = await placements.find<Change>({ ...query(place.seq), ...isNews }, options).toArray();
  const gone = await goneNotes.find<Change>(query(known), options).toArray();
  return [...placed, ...gone].sort((left, right) => left.changeSeq - right.changeSeq).slice(0, limit);
}

async function entriesOf({ notes, session }: Snapshot, changes: readonly Change[]): Promise<FeedEntry[]> {
  const ids = changes.flatMap(({ noteId, placement }) => (placement === undefined ? [] : [noteId]));
  const options = { projection: { content: 1, version: 1 }, session };
  const found = ids.length > 0 ? await notes.find({ _id: { $in: ids } }, options).toArray() : [];
  const byId = new Map(found.map(({ _id, ...note }) => [_id, note]));
  return changes.map(({ noteId, version, placement, view }) => {
    const note = byId.get(noteId);
    if (!note || placement === undefined) return { noteId, version };
    if (view === 'hidden') return { noteId, version: note.version };
    return { noteId, version: note.version, note: { content: note.content, placement } };
  });
}
