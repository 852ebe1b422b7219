/** Notes in MongoDB, as they are shown: stored texts, found by one range of one index. */
import type { Filter } from 'mongodb';
import type { Placement } from '../domain/note.ts';
import { cutPage } from '../domain/page-room.ts';
import type { Usage } from '../domain/usage.ts';
import type { BoardFilter, BoardPage, BoardPlace, NoteReader, ReadNote } from '../ports.ts';
import { boardOrder } from './mongo-board-order.ts';
import type { MongoDatabase, Snapshot } from './mongo-database.ts';
import { listName, type PlacementDocument, placementId } from './mongo-documents.ts';
import { usageOf } from './mongo-usage.ts';

type PlacedText = Pick<PlacementDocument, 'noteId' | 'placement'>;

export class MongoNoteReader implements NoteReader {
  readonly #db: MongoDatabase;

  constructor(db: MongoDatabase) {
    this.#db = db;
  }

  view(userId: string, noteId: string): Promise<ReadNote | undefined> {
    return this.#db.snapshot(async ({ placements, notes, session }) => {
      const visible = { _id: placementId(userId, noteId), view: { $ne: 'hidden' } } as const;
      const own = await placements.findOne(visible, { session });
      const note = own && (await notes.findOne({ _id: noteId }, { session }));
      if (!own || !note) return undefined;
      const { content, contentVersion, ownerId, members = [], authors = [] } = note;
      return {
        content,
        placement: own.placement,
        contentVersion,
        placementVersion: own.version,
        ownerId,
        members,
        authors,
      };
    });
  }

  /** Two queries: joined by the server (`$lookup`) they take three times its work. */
  page(userId: string, filter: BoardFilter, after: BoardPlace | undefined, limit: number): Promise<BoardPage> {
    return this.#db.snapshot(async snapshot => {
      const { condition, index } = pageQuery(userId, filter, after);
      if (!(await isLabel(snapshot, userId, filter.label))) return { notes: [], next: undefined };
      const found = await snapshot.placements
        .find<PlacedText>(condition, {
          projection: { _id: 0, noteId: 1, placement: 1 },
          session: snapshot.session,
        })
        .sort({ order: 1 })
        .limit(limit + 1)
        .hint(index)
        .toArray();
      const contents = await contentsOf(snapshot, found.slice(0, limit));
      const { shown, hasMore } = cutPage(found, limit, ({ noteId }) => contents.get(noteId)?.length ?? 0);
      const last = hasMore ? shown.at(-1) : undefined;
      return {
        notes: shown.flatMap(({ noteId, placement }) => {
          const content = contents.get(noteId);
          return content === undefined ? [] : [{ content, placement }];
        }),
        next: last && placeOf(last),
      };
    });
  }

  usage(userId: string): Promise<Usage> {
    return this.#db.run(collections => usageOf(collections, userId));
  }

  changeCount(userId: string): Promise<number> {
    return this.#db.run(async ({ people }) => {
      const person = await people.findOne({ _id: userId }, { projection: { changeSeq: 1 } });
      return person?.changeSeq ?? 0;
    });
  }
}

/**
 * Whatever the filters, one range of the index that begins with all of them and goes on in the board's order. It is
 * named, so that the planner cannot choose one that needs sorting.
 */
export function pageQuery(
  userId: string,
  { view, label, color, kind }: BoardFilter,
  after: BoardPlace | undefined,
): { condition: Filter<PlacementDocument>; index: string } {
  return {
    condition: {
      userId,
      lists: listName(view, label),
      ...(color !== undefined && { color }),
      ...(kind !== undefined && { kind }),
      ...(after && { order: { $gt: boardOrder(after) } }),
    },
    index: indexFor(color, kind),
  };
}

function indexFor(color: string | undefined, kind: string | undefined): string {
  if (color === undefined) return kind === undefined ? 'listed' : 'listed_by_kind';
  return kind === undefined ? 'listed_by_color' : 'listed_by_both';
}

/** Notes may carry one for a while that is gone. */
async function isLabel({ labels, session }: Snapshot, userId: string, labelId: string | undefined): Promise<boolean> {
  return labelId === undefined || (await labels.findOne({ _id: labelId, userId }, { session })) !== null;
}

async function contentsOf({ notes, session }: Snapshot, placed: readonly PlacedText[]): Promise<Map<string, string>> {
  const ids = placed.map(({ noteId }) => noteId);
  const found = await notes.find({ _id: { $in: ids } }, { projection: { content: 1 }, session }).toArray();
  return new Map(found.map(({ _id, content }) => [_id, content]));
}

function placeOf({ noteId, placement }: PlacedText): BoardPlace {
  const { pinned: isPinned, position } = JSON.parse(placement) as Placement;
  return { isPinned, position, noteId };
}
