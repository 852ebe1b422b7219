/** How a change of a note is written in MongoDB; each function runs inside a transaction. */
import { type NoteContent, type Placement, type StoredNote, writtenContent } from '../domain/note.ts';
import { isPending } from '../domain/member.ts';
import { isShared, viewOf } from '../domain/placement.ts';
import { outdated, type RevisionMark, THINNING } from '../domain/thinning.ts';
import type { NoteChange } from '../ports.ts';
import { takeUnknownAddress } from './mongo-address-repository.ts';
import { boardOrder } from './mongo-board-order.ts';
import { type ChangeCounts, insertOr, refuse } from './mongo-commit.ts';
import type { Transaction } from './mongo-database.ts';
import {
  type Collections, type NoteDocument, type PlacementDocument, placementId, revisionMark,
} from './mongo-documents.ts'; // prettier-ignore

/** Those who see something changed. */
export function readersOf({ previous, next }: NoteChange): string[] {
  const before = [...(previous?.placements.keys() ?? [])];
  if (!next) return before;
  const losers = before.filter(userId => !next.placements.has(userId));
  return [...changedPlacements(next).map(([userId]) => userId), ...losers];
}

export async function insertNote(transaction: Transaction, note: StoredNote, counts: ChangeCounts): Promise<void> {
  const { notes, goneNotes, session } = transaction;
  const { content, version, importId } = note;
  const last = await lastVersionOf(transaction, content.id);
  if (last >= version) refuse('clash');
  await insertOr('id-taken', () => notes.insertOne(toDocument(note), { session }));
  if (last > 0) await goneNotes.deleteOne({ _id: placementId(content.ownerId, content.id) }, { session });
  if (importId !== null) await beginImport(transaction, content.ownerId, importId);
  await insertRevision(transaction, content);
  await writePlacements(transaction, note, counts);
}

export async function updateNote(
  transaction: Transaction,
  previous: StoredNote,
  note: StoredNote,
  counts: ChangeCounts,
): Promise<void> {
  const { notes, session } = transaction;
  const { content, version } = note;
  const unchanged = { _id: content.id, version: previous.version };
  const { matchedCount } =
    isNewContent(note) || note.members !== previous.members
      ? await notes.replaceOne(unchanged, toDocument(note), { session })
      : await notes.updateOne(unchanged, { $set: { version } }, { session });
  if (matchedCount === 0) refuse('clash');
  if (content.revision > previous.content.revision) await insertRevision(transaction, content);
  await assertOwnerLives(transaction, previous, note);
  await welcomeMembers(transaction, previous, note);
  await removePlacements(transaction, previous, note, counts);
  await writePlacements(transaction, note, counts);
}

export async function deleteNote(
  transaction: Transaction,
  { content, version, placements }: StoredNote,
  counts: ChangeCounts,
): Promise<void> {
  const { notes, requests, session } = transaction;
  const { deletedCount } = await notes.deleteOne({ _id: content.id, version }, { session });
  if (deletedCount === 0) refuse('clash');
  await deletePartsOf(transaction, [content.id]);
  await transaction.deletedNotes.replaceOne({ _id: content.id }, { version: version + 1 }, { upsert: true, session });
  for (const userId of placements.keys()) {
    await markGone(transaction, userId, content.id, version + 1, counts.get(userId) ?? 0);
  }
  await requests.updateMany(
    { noteId: content.id },
    { $set: { noteId: null }, $unset: { 'answer.etag': true, 'answer.location': true, 'answer.text': true } },
    { session },
  );
}

async function assertOwnerLives(
  transaction: Transaction,
  previous: StoredNote,
  { content }: StoredNote,
): Promise<void> {
  const { ownerId } = content;
  if (ownerId !== previous.content.ownerId && (await isErased(transaction, ownerId))) refuse('clash');
}

/** Of somebody whose counter this transaction has raised: who erases them now comes after it. */
async function isErased({ people, session }: Transaction, userId: string): Promise<boolean> {
  return (await people.findOne({ _id: userId, erasedAt: { $exists: true } }, { session })) !== null;
}

/** An address that became known since the invitation was decided on, and a person who was erased, are a clash. */
async function welcomeMembers(transaction: Transaction, previous: StoredNote, note: StoredNote): Promise<void> {
  const { goneNotes, session } = transaction;
  const arrivals = [...note.placements.keys()].filter(userId => !previous.placements.has(userId));
  for (const userId of arrivals) {
    if (await isErased(transaction, userId)) refuse('clash');
    await goneNotes.deleteOne({ _id: placementId(userId, note.content.id) }, { session });
  }
  const invited = new Set(invitedHashes(previous));
  for (const hash of invitedHashes(note)) {
    if (!invited.has(hash) && !(await takeUnknownAddress(transaction, hash))) refuse('clash');
  }
}

/** What a person loses alone, while others keep it. */
async function removePlacements(
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

function invitedHashes({ members }: StoredNote): string[] {
  return members.filter(isPending).map(({ addressHash }) => addressHash);
}

/** What belongs to notes and goes with them. */
export async function deletePartsOf(
  { placements, revisions, session }: Transaction,
  noteIds: readonly string[],
): Promise<void> {
  const ofNotes = { noteId: { $in: [...noteIds] } };
  await placements.deleteMany(ofNotes, { session });
  await revisions.deleteMany(ofNotes, { session });
}

/** In a transaction, or outside of one. */
export async function lastVersionOf(
  { deletedNotes, session }: Pick<Collections, 'deletedNotes'> & Partial<Pick<Transaction, 'session'>>,
  noteId: string,
): Promise<number> {
  return (await deletedNotes.findOne({ _id: noteId }, session && { session }))?.version ?? 0;
}

export async function assertLabelsExist(
  { labels, session }: Transaction,
  userId: string,
  note: StoredNote,
): Promise<void> {
  const labelIds = note.placements.get(userId)?.placement.labelIds ?? [];
  if (labelIds.length === 0) return;
  const count = await labels.countDocuments({ _id: { $in: labelIds }, userId }, { session });
  if (count !== labelIds.length) refuse('clash');
}

/** What the person's changes feed tells of a note that they have no more, from its `version` on. */
async function markGone(
  { goneNotes, session }: Transaction,
  userId: string,
  noteId: string,
  version: number,
  changeSeq: number,
): Promise<void> {
  const gone = { userId, noteId, version, changeSeq, goneAt: new Date() };
  await goneNotes.replaceOne({ _id: placementId(userId, noteId) }, gone, { upsert: true, session });
}

async function beginImport({ imports, session }: Transaction, userId: string, importId: string): Promise<void> {
  const createdAt = new Date().toISOString();
  const first = { userId, importId, createdAt, order: `${createdAt} ${importId}` };
  await imports.updateOne({ _id: placementId(userId, importId) }, { $setOnInsert: first }, { upsert: true, session });
}

async function insertRevision({ revisions, session }: Transaction, content: NoteContent): Promise<void> {
  const { id: noteId, revision, updatedBy: editedBy, updatedAt: editedAt } = content;
  const written = JSON.stringify(writtenContent(content));
  await revisions.insertOne({ noteId, revision, editedBy, editedAt, written }, { session });
  if (revision % THINNING.every === 0) await thinRevisions({ revisions, session }, content);
}

async function thinRevisions(
  { revisions, session }: Pick<Transaction, 'revisions' | 'session'>,
  { id: noteId, updatedAt }: NoteContent,
): Promise<void> {
  const newest = await revisions
    .find<RevisionMark>({ noteId }, { projection: revisionMark, session })
    .sort({ revision: -1 })
    .limit(THINNING.looksAt)
    .hint('marks')
    .toArray();
  const due = outdated(newest, new Date(updatedAt)).slice(0, THINNING.givesUp);
  if (due.length > 0) await revisions.deleteMany({ noteId, revision: { $in: due } }, { session });
}

async function writePlacements(
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
  const news = others.map(({ changeSeq, view, kind, reminds, isShared }) => ({
    changeSeq, view, kind, reminds, isShared,
  })); // prettier-ignore
  const own = { $arrayElemAt: [{ $literal: news }, { $indexOfArray: [{ $literal: ids }, '$_id'] }] };
  await placements.updateMany({ _id: { $in: ids } }, [{ $replaceWith: { $mergeObjects: ['$$ROOT', own] } }], {
    session,
  });
}

/** The placements that this version changed, by itself or with the content. */
function changedPlacements(note: StoredNote) {
  return [...note.placements].filter(([, { version }]) => isNewContent(note) || version === note.version);
}

function isNewContent({ contentVersion, version }: StoredNote): boolean {
  return contentVersion === version;
}

function toDocument(note: StoredNote): NoteDocument {
  const { content, version, contentVersion, importId, creationFingerprint, members } = note;
  const { id, ownerId, revision, trashedAt } = content;
  const waiting = invitedHashes(note);
  return {
    _id: id, ownerId, version, contentVersion, revision, creationFingerprint,
    ...(importId !== null && { importId }),
    ...(trashedAt !== null && { trashedAt: new Date(trashedAt) }),
    ...(members.length > 0 && { members }),
    ...(waiting.length > 0 && { invitedHashes: waiting }),
    content: JSON.stringify(content),
  }; // prettier-ignore
}

function toPlacementDocument(
  userId: string,
  content: NoteContent,
  placement: Placement,
  version: number,
  changeSeq: number,
): PlacementDocument {
  const view = viewOf(content, userId, placement);
  const { pinned: isPinned, position, color, labelIds, reminder } = placement;
  return {
    _id: placementId(userId, content.id), userId, noteId: content.id, version, changeSeq, view, color,
    order: boardOrder({ isPinned, position, noteId: content.id }),
    kind: content.kind, labelIds, reminds: reminder !== null && content.trashedAt === null,
    isShared: isShared(content),
    placement: JSON.stringify(placement),
  }; // prettier-ignore
}
