/** What people pay for, in MongoDB; each function runs inside the transaction of the change that is paid for. */
import type { StoredNote } from '../domain/note.ts';
import { addedUsage, isBeyond, isEditBeyond, type Quota, type Usage } from '../domain/usage.ts';
import type { NoteChange, NoteUpdate } from '../ports.ts';
import { type Charge, refuse } from './mongo-commit.ts';
import type { Transaction } from './mongo-database.ts';
import { type Collections, shareId } from './mongo-documents.ts';

type EditorBytes = { editorId: string; bytes: number };

/** In a transaction, or outside of one. */
export async function usageOf(
  { people, session }: Pick<Collections, 'people'> & Partial<Pick<Transaction, 'session'>>,
  userId: string,
): Promise<Usage> {
  const { notes = 0, bytes = 0 } = (await people.findOne({ _id: userId }, session && { session })) ?? {};
  return { notes, bytes };
}

/** The owner is charged for a new note or revision in the statement that raises their change counter. */
export function chargeFor({ previous, next, overruled }: NoteChange): Charge | undefined {
  if (!next || (previous && previous.content.ownerId !== next.content.ownerId)) return undefined;
  const added = addedUsage(previous, next, overruled);
  return added.notes + added.bytes === 0 ? undefined : { userId: next.content.ownerId, added };
}

/** `usage` is what the owner has with the new note. */
export function payForNote(quota: Quota, usage: Usage): void {
  if (isBeyond(quota, usage)) refuse('over-quota');
}

/** A change of a note that keeps its owner; `usage` is what the owner has with it. */
export async function payForChange(
  transaction: Transaction,
  quota: Quota,
  usage: Usage,
  { previous, next, overruled }: NoteUpdate,
): Promise<void> {
  const { ownerId, updatedBy: editorId } = next.content;
  const { bytes } = addedUsage(previous, next, overruled);
  if (bytes === 0) return;
  const ofEditor = await chargeShare(transaction, ownerId, { editorId, bytes });
  if (!isEditBeyond(quota, usage, ofEditor, previous, next)) return;
  // Thinning may have given back some of it since.
  if (isEditBeyond(quota, await usageOf(transaction, ownerId), ofEditor, previous, next)) refuse('over-quota');
}

/** The whole note, with all its revisions, as they are stored now. */
export function payForWhole(transaction: Transaction, { content: { id, ownerId } }: StoredNote): Promise<Usage> {
  return transfer(transaction, id, ownerId, 1);
}

/** Gives back what the owner paid for the whole note. Before it is deleted. */
export async function refundWhole(transaction: Transaction, { content: { id, ownerId } }: StoredNote): Promise<void> {
  await transfer(transaction, id, ownerId, -1);
}

/** Gives back what the owner paid for one revision. */
export async function refundRevision(
  transaction: Transaction,
  ownerId: string,
  { editorId, bytes }: EditorBytes,
): Promise<void> {
  await charge(transaction, ownerId, { notes: 0, bytes: -bytes });
  await chargeShare(transaction, ownerId, { editorId, bytes: -bytes });
}

async function transfer(transaction: Transaction, noteId: string, ownerId: string, sign: 1 | -1): Promise<Usage> {
  const { revisions, session } = transaction;
  const byEditor = { $group: { _id: '$editedBy', bytes: { $sum: '$bytes' } } };
  const parts = await revisions
    .aggregate<{ _id: string; bytes: number }>([{ $match: { noteId } }, byEditor], { hint: 'sizes', session })
    .toArray();
  for (const { _id: editorId, bytes } of parts)
    await chargeShare(transaction, ownerId, { editorId, bytes: sign * bytes });
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return charge(transaction, ownerId, { notes: sign, bytes: sign * bytes });
}

/** What this person has then. */
async function charge({ people, session }: Transaction, userId: string, $inc: Usage): Promise<Usage> {
  const options = { upsert: true, returnDocument: 'after', session } as const;
  const { notes = 0, bytes = 0 } = (await people.findOneAndUpdate({ _id: userId }, { $inc }, options)) ?? {};
  return { notes, bytes };
}

/** What of the owner's bytes are revisions of this editor then; the owner has no share. */
async function chargeShare(
  { editorShares, session }: Transaction,
  ownerId: string,
  { editorId, bytes }: EditorBytes,
): Promise<number> {
  if (editorId === ownerId) return 0;
  const ofEditor = { _id: shareId(ownerId, editorId) };
  const change = { $inc: { bytes }, $setOnInsert: { userId: ownerId } };
  const options = { upsert: true, returnDocument: 'after', session } as const;
  const share = await editorShares.findOneAndUpdate(ofEditor, change, options);
  if (share?.bytes === 0) await editorShares.deleteOne(ofEditor, { session });
  return share?.bytes ?? 0;
}
