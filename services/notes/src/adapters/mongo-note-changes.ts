/** How a change of a note is written in MongoDB; each function runs inside a transaction. */
import { writingOf } from '@keep/note-merge/writing';
import { addedLabels, type NoteContent, type StoredNote } from '../domain/note.ts';
import { formerAuthors } from '../domain/people.ts';
import { outdated, type RevisionMark, THINNING } from '../domain/thinning.ts';
import type { NoteUpdate } from '../ports.ts';
import { type ChangeCounts, insertOr, refuse } from './mongo-commit.ts';
import type { Transaction } from './mongo-database.ts';
import { type Collections, type NoteDocument, placementId, revisionMark } from './mongo-documents.ts';
import { assertOwnerLives, writeMembers } from './mongo-note-members.ts';
import { refundRevision } from './mongo-usage.ts';
import { isNewContent, markGone, removePlacements, writePlacements } from './mongo-placements.ts';

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
  { previous, next: note, overruled }: NoteUpdate,
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
  if (overruled) await insertRevision(transaction, overruled);
  if (content.revision > previous.content.revision) await insertRevision(transaction, content);
  await assertOwnerLives(transaction, previous, note);
  await writeMembers(transaction, previous, note);
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
  // Answers that an earlier Keep stored with the note's text.
  await requests.updateMany(
    { noteId: content.id },
    { $set: { noteId: null }, $unset: { 'answer.etag': true, 'answer.location': true, 'answer.text': true } },
    { session },
  );
}

/** What belongs to notes and goes with them. */
export async function deletePartsOf(
  { placements, revisions, invitations, declinedInvitations, session }: Transaction,
  noteIds: readonly string[],
): Promise<void> {
  const ofNotes = { noteId: { $in: [...noteIds] } };
  await placements.deleteMany(ofNotes, { session });
  await revisions.deleteMany(ofNotes, { session });
  await invitations.deleteMany(ofNotes, { session });
  await declinedInvitations.deleteMany(ofNotes, { session });
}

/** In a transaction, or outside of one. */
export async function lastVersionOf(
  { deletedNotes, session }: Pick<Collections, 'deletedNotes'> & Partial<Pick<Transaction, 'session'>>,
  noteId: string,
): Promise<number> {
  return (await deletedNotes.findOne({ _id: noteId }, session && { session }))?.version ?? 0;
}

/** One that the note carries already may be gone, until it is taken off. */
export async function assertLabelsExist(
  { labels, session }: Transaction,
  userId: string,
  previous: StoredNote | undefined,
  next: StoredNote,
): Promise<void> {
  const labelIds = addedLabels(userId, previous, next);
  if (labelIds.length === 0) return;
  const count = await labels.countDocuments({ _id: { $in: labelIds }, userId }, { session });
  if (count !== labelIds.length) refuse('clash');
}

async function beginImport({ imports, session }: Transaction, userId: string, importId: string): Promise<void> {
  const createdAt = new Date().toISOString();
  const first = { userId, importId, createdAt, order: `${createdAt} ${importId}` };
  await imports.updateOne({ _id: placementId(userId, importId) }, { $setOnInsert: first }, { upsert: true, session });
}

async function insertRevision(transaction: Transaction, content: NoteContent): Promise<void> {
  const { revisions, session } = transaction;
  const { id: noteId, revision, updatedBy: editedBy, updatedAt: editedAt } = content;
  const written = JSON.stringify(writingOf(content));
  const bytes = Buffer.byteLength(written);
  await revisions.insertOne({ noteId, revision, editedBy, editedAt, written, bytes }, { session });
  if (revision % THINNING.every === 0) await thinRevisions(transaction, content);
}

async function thinRevisions(transaction: Transaction, { id: noteId, ownerId, updatedAt }: NoteContent): Promise<void> {
  const { revisions, session } = transaction;
  const newest = await revisions
    .find<RevisionMark & { bytes: number }>({ noteId }, { projection: { ...revisionMark, bytes: 1 }, session })
    .sort({ revision: -1 })
    .limit(THINNING.looksAt)
    .hint('sizes')
    .toArray();
  const due = new Set(outdated(newest, new Date(updatedAt)).slice(0, THINNING.givesUp));
  if (due.size === 0) return;
  await revisions.deleteMany({ noteId, revision: { $in: [...due] } }, { session });
  for (const { revision, editedBy: editorId, bytes } of newest)
    if (due.has(revision)) await refundRevision(transaction, ownerId, { editorId, bytes });
}

function toDocument(note: StoredNote): NoteDocument {
  const { content, version, contentVersion, importId, creationFingerprint, members, handOver, authors, placements } =
    note;
  const formerAuthorIds = formerAuthors(authors, placements);
  const { id, ownerId, revision, trashedAt } = content;
  return {
    _id: id, ownerId, version, contentVersion, revision, creationFingerprint,
    ...(importId !== null && { importId }),
    ...(trashedAt !== null && { trashedAt: new Date(trashedAt) }),
    ...(members.length > 0 && { members }),
    ...(handOver !== null && { handOver }),
    ...(authors.length > 0 && { authors }),
    ...(formerAuthorIds.length > 0 && { formerAuthorIds }),
    content: JSON.stringify(content),
  }; // prettier-ignore
}
