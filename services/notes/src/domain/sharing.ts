/** How the members of a note change: who is invited, who is admitted, who goes, and who becomes the owner. */
import { type MemberRole, noteLimits } from '@keep/contracts/notes-http';
import { isPending, type Member } from './member.ts';
import { assertNoFaults, notJoined, tooManyMembers } from './note-errors.ts';
import type { NoteDelta, Placement, StoredNote } from './note.ts';
import { firstPlacement } from './placement.ts';

/** `userId` is the account of the address, where notes knows of one. */
export type Invitation = { email: string; addressHash: string; role: MemberRole; userId: string | undefined };

/** What makes these the members of the note: who has an account and not the note yet, gets it. */
export function membersDelta(note: StoredNote, members: readonly Member[], now: Date): NoteDelta {
  const arrivals = new Map<string, Placement>();
  for (const { userId } of members) {
    if (userId !== null && !note.placements.has(userId)) arrivals.set(userId, firstPlacement(now));
  }
  return { members, arrivals };
}

/** Invites the address, or gives who is there by it another role; undefined where all is so already. */
export function withInvited(
  members: readonly Member[],
  { email, addressHash, role, userId }: Invitation,
  id: string,
): Member[] | undefined {
  const known = members.find(member => member.addressHash === addressHash);
  if (!known) {
    if (members.length >= noteLimits.members) throw tooManyMembers();
    return [...members, { id, email, addressHash, role, userId: userId ?? null, openedAt: null, name: null }];
  }
  const after = { ...known, role, userId: known.userId ?? userId ?? null };
  if (after.role === known.role && after.userId === known.userId) return undefined;
  return members.map(member => (member === known ? after : member));
}

/** Whoever waits by this address is a member from now on; but for the owner, who is none. Undefined where nobody does. */
export function withAdmitted(
  { content, members }: StoredNote,
  addressHash: string,
  userId: string,
): Member[] | undefined {
  const isWaiting = (member: Member) => isPending(member) && member.addressHash === addressHash;
  if (!members.some(isWaiting)) return undefined;
  return content.ownerId === userId
    ? members.filter(member => !isWaiting(member))
    : members.map(member => (isWaiting(member) ? { ...member, userId } : member));
}

/** What makes the member `memberId` the owner, and the former owner a member like `former`. */
export function handedOver({ content, members }: StoredNote, memberId: string, former: Member): NoteDelta {
  const heir = members.find(({ id }) => id === memberId);
  if (!heir) assertNoFaults([{ pointer: '/memberId', detail: 'is no member of this note' }]);
  const { userId: ownerId = null, openedAt = null } = heir ?? {};
  if (ownerId === null || openedAt === null) throw notJoined();
  const others = members.filter(({ userId, addressHash }) => userId !== ownerId && addressHash !== former.addressHash);
  return { content: { ...content, ownerId }, members: [...others, former] };
}
