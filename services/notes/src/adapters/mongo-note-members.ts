/** Who comes to a note by a change of it, in MongoDB; each function runs inside a transaction. */
import { isPending } from '../domain/member.ts';
import type { StoredNote } from '../domain/note.ts';
import { takeUnknownAddress } from './mongo-address-repository.ts';
import { refuse } from './mongo-commit.ts';
import type { Transaction } from './mongo-database.ts';
import { placementId } from './mongo-documents.ts';

/** An address that became known since the invitation was decided on, and a person who was erased, are a clash. */
export async function welcomeMembers(transaction: Transaction, previous: StoredNote, note: StoredNote): Promise<void> {
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

export async function assertOwnerLives(
  transaction: Transaction,
  previous: StoredNote,
  { content }: StoredNote,
): Promise<void> {
  const { ownerId } = content;
  if (ownerId !== previous.content.ownerId && (await isErased(transaction, ownerId))) refuse('clash');
}

export function invitedHashes({ members }: StoredNote): string[] {
  return members.filter(isPending).map(({ addressHash }) => addressHash);
}

/** Of somebody whose counter this transaction has raised: who erases them now comes after it. */
async function isErased({ people, session }: Transaction, userId: string): Promise<boolean> {
  return (await people.findOne({ _id: userId, erasedAt: { $exists: true } }, { session })) !== null;
}
