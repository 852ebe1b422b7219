/** Who comes to a note by a change of it, and who is invited to it, in MongoDB; each function runs inside a transaction. */
import { newContacts } from '../domain/invitation.ts';
import { isWaiting, type Member, stateOf } from '../domain/member.ts';
import type { StoredNote } from '../domain/note.ts';
import { takeUnknownAddress } from './mongo-address-repository.ts';
import { refuse } from './mongo-commit.ts';
import type { Transaction } from './mongo-database.ts';
import { invitationId, pairId, placementId } from './mongo-documents.ts';
import { hasBlocked, hasRoomFor } from './mongo-invitation-repository.ts';

/**
 * An address that became known since the invitation was decided on, one too many, a person who was erased, and one who has
 * blocked the inviter, are a clash.
 */
export async function writeMembers(transaction: Transaction, previous: StoredNote, note: StoredNote): Promise<void> {
  if (note.members === previous.members) return;
  await welcome(transaction, previous, note);
  await writeInvitations(transaction, previous, note);
  for (const [inviterId, userId] of newContacts(previous.members, note.members))
    await writeContact(transaction, inviterId, userId);
}

export async function assertOwnerLives(
  transaction: Transaction,
  previous: StoredNote,
  { content }: StoredNote,
): Promise<void> {
  const { ownerId } = content;
  if (ownerId !== previous.content.ownerId && (await isErased(transaction, ownerId))) refuse('clash');
}

async function welcome(
  transaction: Transaction,
  previous: StoredNote,
  { content, members, placements }: StoredNote,
): Promise<void> {
  const { goneNotes, session } = transaction;
  for (const userId of placements.keys()) {
    if (previous.placements.has(userId)) continue;
    if (await isErased(transaction, userId)) refuse('clash');
    for (const { invited } of members.filter(member => member.userId === userId))
      if (invited && (await hasBlocked(transaction, userId, invited.by.userId))) refuse('clash');
    await goneNotes.deleteOne({ _id: placementId(userId, content.id) }, { session });
  }
}

async function writeInvitations(
  transaction: Transaction,
  previous: StoredNote,
  { content: { id: noteId }, members }: StoredNote,
): Promise<void> {
  const { invitations, session } = transaction;
  const before = new Map(previous.members.map(member => [member.addressHash, member]));
  for (const member of members) {
    const earlier = before.get(member.addressHash);
    before.delete(member.addressHash);
    if (!earlier || textOf(earlier) !== textOf(member)) await writeInvitation(transaction, noteId, earlier, member);
  }
  const gone = [...before.keys()].map(addressHash => invitationId(noteId, addressHash));
  if (gone.length > 0) await invitations.deleteMany({ _id: { $in: gone } }, { session });
}

async function writeInvitation(
  transaction: Transaction,
  noteId: string,
  earlier: Member | undefined,
  member: Member,
): Promise<void> {
  const { invitations, declinedInvitations, session } = transaction;
  const { addressHash, userId, invited } = member;
  const [inviterId, state] = [invited?.by.userId ?? null, stateOf(member)];
  if (isWaiting(member) && !earlier && !(await takeUnknownAddress(transaction, addressHash))) refuse('clash');
  const isNew = inviterId !== null && inviterId !== earlier?.invited?.by.userId;
  if (isNew && !(await hasRoomFor(transaction, inviterId, addressHash))) refuse('clash');
  const options = { upsert: true, session };
  const row = { noteId, addressHash, inviterId, userId, state };
  await invitations.replaceOne({ _id: invitationId(noteId, addressHash) }, row, options);
  if (state !== 'declined' || userId === null) return;
  await declinedInvitations.replaceOne({ _id: placementId(userId, noteId) }, { userId, noteId }, options);
}

/** What the row of a member says. */
function textOf(member: Member): string {
  return JSON.stringify([member.invited?.by.userId, member.userId, stateOf(member)]);
}

async function writeContact(transaction: Transaction, inviterId: string, userId: string): Promise<void> {
  const isRefused =
    (await hasBlocked(transaction, inviterId, userId)) ||
    (await hasBlocked(transaction, userId, inviterId)) ||
    (await isErased(transaction, inviterId));
  if (isRefused) return;
  const { contacts, session } = transaction;
  for (const [one, other] of [[inviterId, userId], [userId, inviterId]] as const)
    await contacts.replaceOne({ _id: pairId(one, other) }, { userId: one, contactId: other }, { upsert: true, session });
} // prettier-ignore

/** Of somebody whose counter this transaction has raised, who erases them now comes after it. */
export async function isErased({ people, session }: Transaction, userId: string): Promise<boolean> {
  return (await people.findOne({ _id: userId, erasedAt: { $exists: true } }, { session })) !== null;
}
