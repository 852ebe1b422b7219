/** Where a note stands on each board, as a change of it is written in MongoDB; each function runs inside a transaction. */
import type { NoteContent, Placement, StoredNote } from '../domain/note.ts';
import { viewOf, viewsOf } from '../domain/placement.ts';
import type { NoteChange } from '../ports.ts';
import { boardOrder } from './mongo-board-order.ts';
import type { ChangeCounts } from './mongo-commit.ts';
import type { Transaction } from './mongo-database.ts';
import { listName, type PlacementDocument, placementId } from './mongo-documents.ts';

/** Those who see something changed. */
export function readersOf({ previous, next }: NoteChange): string[] {
  const before = [...(previous?.placements.keys() ?? [])];
  if (!next) return before;
  const losers = before.filter(userId => !next.placements.has(userId));
  return [...changedPlacements(next).map(([userId]) => userId), ...losers];
}

export async function writePlacements(
  { placements, session }: Transaction,
  note: StoredNote,
  counts: ChangeCounts,
): Promise<void> {
  const documents = changedPlacements(note).map(([userId, { placement, version }]) =>
    toPlacementDocument(userId, note.content, placement, version, counts.get(userId) ?? 0),
  );
  for (const { _id, ...document } of documents) {
    if (document.version === note.version) await placements.replaceOne({ _id }, document, { upsert: true, session });
  }
  const others = documents.filter(({ version }) => version < note.version);
  if (others.length === 0) return;
  // One statement for all to whom only the content is new, however many share the note.
  const ids = others.map(({ _id }) => _id);
  const news = others.map(({ changeSeq, view, kind, lists }) => ({ changeSeq, view, kind, lists }));
  const own = { $arrayElemAt: [{ $literal: news }, { $indexOfArray: [{ $literal: ids }, '$_id'] }] };
  await placements.updateMany({ _id: { $in: ids } }, [{ $replaceWith: { $mergeObjects: ['$$ROOT', own] } }], {
    session,
  });
}

/** What a person loses alone, while others keep it. */
export async function removePlacements(
  transaction: Transaction,
  previous: StoredNote,
  { content, version, placements }: StoredNote,
  counts: ChangeCounts,
): Promise<void> {
  for (const userId of previous.placements.keys()) {
    if (placements.has(userId)) continue;
    await transaction.placements.deleteOne({ _id: placementId(userId, content.id) }, { session: transaction.session });
    await markGone(transaction, userId, content.id, version, counts.get(userId) ?? 0);
  }
}

/** What the person's changes feed tells of a note that they have no more, from its `version` on. */
export async function markGone(
  { goneNotes, session }: Transaction,
  userId: string,
  noteId: string,
  version: number,
  changeSeq: number,
): Promise<void> {
  const gone = { userId, noteId, version, changeSeq, goneAt: new Date() };
  await goneNotes.replaceOne({ _id: placementId(userId, noteId) }, gone, { upsert: true, session });
}

/** The placements that this version changed, by itself or with the content. */
function changedPlacements(note: StoredNote) {
  return [...note.placements].filter(([, { version }]) => isNewContent(note) || version === note.version);
}

export function isNewContent({ contentVersion, version }: StoredNote): boolean {
  return contentVersion === version;
}

function toPlacementDocument(
  userId: string,
  content: NoteContent,
  placement: Placement,
  version: number,
  changeSeq: number,
): PlacementDocument {
  const view = viewOf(content, userId, placement);
  const { pinned: isPinned, position, color } = placement;
  return {
    _id: placementId(userId, content.id), userId, noteId: content.id, version, changeSeq, view, color,
    order: boardOrder({ isPinned, position, noteId: content.id }),
    kind: content.kind, lists: listsOf(userId, content, placement),
    placement: JSON.stringify(placement),
  }; // prettier-ignore
}

function listsOf(userId: string, content: NoteContent, placement: Placement): string[] {
  return viewsOf(content, userId, placement).flatMap(view => [
    listName(view),
    ...placement.labelIds.map(labelId => listName(view, labelId)),
  ]);
}
