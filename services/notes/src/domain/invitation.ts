/** How an invitation is answered: by its user, or at once by how that user stands to the inviter. */
import { memberRoles } from '@keep/contracts/notes-http';
import { hasAccepted, type Invitation, isPending, type Member } from './member.ts';

/** `refused`: the user has blocked the inviter, or has declined this note before. */
export type Standing = 'contact' | 'refused' | 'stranger';

/** The invitation that this user has to answer; null for one who has none, or has the note already by another address. */
export function invitationTo(members: readonly Member[], userId: string): Invitation | null {
  const own = members.filter(member => member.userId === userId);
  const open = own.filter(isPending);
  const [first] = open;
  if (!first?.invited || own.some(hasAccepted)) return null;
  const role = memberRoles.find(each => open.some(member => member.role === each)) ?? first.role;
  return { by: first.invited.by, role, at: first.invited.at };
}

/** Undefined where this user has nothing to accept. */
export function accepted(members: readonly Member[], userId: string, now: Date): Member[] | undefined {
  return answered(members, userId, { acceptedAt: now.toISOString() });
}

/** Undefined where this user has nothing to decline. Nobody else sees it: the member is still shown as invited. */
export function declined(members: readonly Member[], userId: string, now: Date): Member[] | undefined {
  return answered(members, userId, { declinedAt: now.toISOString() });
}

function answered(members: readonly Member[], userId: string, answer: Partial<Member>): Member[] | undefined {
  const isOwn = (member: Member) => member.userId === userId && isPending(member);
  return members.some(isOwn) ? members.map(member => (isOwn(member) ? { ...member, ...answer } : member)) : undefined;
}

/** A member whose account has just become known: an invitation from a contact is accepted, one that is refused declined. */
export function answeredAtOnce(member: Member, others: readonly Member[], standing: Standing, now: Date): Member {
  if (!isPending(member)) return member;
  if (standing === 'refused') return { ...member, declinedAt: now.toISOString() };
  const isThere = others.some(other => other.userId === member.userId && hasAccepted(other));
  return standing === 'contact' || isThere ? { ...member, acceptedAt: now.toISOString() } : member;
}

/** An invitation lasts for as long as its inviter has the note; `isReader` says so of a user. */
export function withoutOrphans(members: readonly Member[], isReader: (userId: string) => boolean): readonly Member[] {
  const isOrphan = (member: Member) =>
    !hasAccepted(member) && member.invited !== null && !isReader(member.invited.by.userId);
  return members.some(isOrphan) ? members.filter(member => !isOrphan(member)) : members;
}

/** Inviter and user of each invitation that was accepted by this change. */
export function newContacts(before: readonly Member[], after: readonly Member[]): [string, string][] {
  const accepted = new Set(before.filter(hasAccepted).map(({ id }) => id));
  return after.flatMap(member => {
    const { id, userId, invited } = member;
    if (userId === null || invited === null || accepted.has(id) || !hasAccepted(member)) return [];
    return [[invited.by.userId, userId] as [string, string]];
  });
}
