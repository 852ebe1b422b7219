/** How the members of a note change: who is invited, and who is admitted. */
import { type MemberRole, noteLimits } from '@keep/contracts/notes-http';
import { answeredAtOnce, type Standing } from './invitation.ts';
import { hasAccepted, type Invitation, isWaiting, type Member } from './member.ts';
import { tooManyMembers } from './note-errors.ts';
import type { NoteDelta, Placement, StoredNote } from './note.ts';
import { firstPlacement } from './placement.ts';

/** `userId` is the account of the address, where notes knows of one, and `standing` how that user stands to the inviter. */
export type NewInvitation = {
  email: string;
  addressHash: string;
  role: MemberRole;
  by: Invitation['by'];
  userId: string | undefined;
  standing: Standing;
};

/** What makes these the members of the note: who has an account and not the note yet, gets it, but for who declined it. */
export function membersDelta(note: StoredNote, members: readonly Member[], now: Date): NoteDelta {
  const arrivals = new Map<string, Placement>();
  for (const { userId, declinedAt } of members) {
    if (userId !== null && declinedAt === null && !note.placements.has(userId))
      arrivals.set(userId, firstPlacement(now));
  }
  return { members, arrivals };
}

/**
 * Invites the address, or gives who is there by it another role; undefined where all is so already. What was declined
 * stays so. One that is not accepted counts as the newest inviter's.
 */
export function withInvited(
  members: readonly Member[],
  { email, addressHash, role, by, userId, standing }: NewInvitation,
  id: string,
  now: Date,
): Member[] | undefined {
  const known = members.find(member => member.addressHash === addressHash);
  if (!known && members.length >= noteLimits.members) throw tooManyMembers();
  const before = known ?? newMember(id, email, addressHash, role);
  const isTakenOver = !hasAccepted(before) && before.invited?.by.userId !== by.userId;
  const invited = isTakenOver ? { by, at: now.toISOString() } : before.invited;
  const after = answeredAtOnce(
    { ...before, role, userId: before.userId ?? userId ?? null, invited },
    members,
    standing,
    now,
  );
  if (!known) return [...members, after];
  return JSON.stringify(after) === JSON.stringify(known)
    ? undefined
    : members.map(member => (member === known ? after : member));
}

function newMember(id: string, email: string, addressHash: string, role: MemberRole): Member {
  return {
    id, email, addressHash, role, userId: null, invited: null, acceptedAt: null, declinedAt: null, openedAt: null, name: null,
  }; // prettier-ignore
}

/** The invitation that waits for the account of this address. */
export function waitingFor({ members }: StoredNote, addressHash: string): Member | undefined {
  return members.find(member => isWaiting(member) && member.addressHash === addressHash);
}

/** `waiting` is this user's from now on; but for the owner, who is no member. `standing` is theirs to the inviter. */
export function withAdmitted(
  { content, members }: StoredNote,
  waiting: Member,
  userId: string,
  standing: Standing,
  now: Date,
): Member[] {
  return content.ownerId === userId
    ? members.filter(member => member !== waiting)
    : members.map(member =>
        member === waiting ? answeredAtOnce({ ...member, userId }, members, standing, now) : member,
      );
}
