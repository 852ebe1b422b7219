/** Those who share a note with its owner: who they are to the service, and what of it is shown. */
import type { MemberRole, NoteOnTheWire } from '@keep/contracts/notes-http';

/** The invitation as the placement of its reader carries it. */
export type Invitation = NonNullable<NoteOnTheWire['placement']['invitation']>;

export type Member = {
  id: string;
  /** As it was invited, trimmed and in lower case. */
  email: string;
  addressHash: string;
  role: MemberRole;
  /** The account of that address, as soon as notes knows of one; shown to nobody before they have joined. */
  userId: string | null;
  /** By whom and when; null for a former owner, whom nobody invited. */
  invited: Pick<Invitation, 'by' | 'at'> | null;
  acceptedAt: string | null;
  declinedAt: string | null;
  openedAt: string | null;
  name: string | null;
};

/** Who is asked, and the owner as the editor that they will be then: their address is in their own access token alone. */
export type HandOver = { heirId: string; former: Pick<Member, 'email' | 'addressHash' | 'name'> };

export type ShownMember = NoteOnTheWire['members'][number];

/**
 * `waiting`: no account of the address is known. `pending`: its user has not answered. `accepted`: the user has the note,
 * and has not opened it yet. Of these, others see `joined` alone; the rest looks alike.
 */
export type MemberState = 'waiting' | 'pending' | 'declined' | 'accepted' | 'joined';

export function stateOf({ userId, acceptedAt, declinedAt, openedAt }: Member): MemberState {
  if (userId === null) return 'waiting';
  if (declinedAt !== null) return 'declined';
  if (acceptedAt === null) return 'pending';
  return openedAt === null ? 'accepted' : 'joined';
}

export function isWaiting(member: Member): boolean {
  return stateOf(member) === 'waiting';
}

export function isPending(member: Member): boolean {
  return stateOf(member) === 'pending';
}

/** Whether the member has the note as their role allows. */
export function hasAccepted(member: Member): boolean {
  return ['accepted', 'joined'].includes(stateOf(member));
}

/** What everybody sees: the same whatever became of the invitation, until its user has accepted and opened the note. */
export function shownMembers(members: readonly Member[]): ShownMember[] {
  return members.map(member => {
    const { id, email, role, userId, name } = member;
    if (userId === null || stateOf(member) !== 'joined') return { id, email, role, status: 'invited' };
    return { id, email, role, status: 'joined', userId, ...(name !== null && { name }) };
  });
}

/** Who opens a note; `name` is what they are called, where it is known. */
export type Opener = { userId: string; name?: string };

/** The members once this person has opened the note; undefined where it shows already, or is not accepted. */
export function opened(members: readonly Member[], opener: Opener, now: Date): Member[] | undefined {
  const name = (member: Member) => opener.name ?? member.name;
  const isNews = (member: Member) =>
    member.userId === opener.userId &&
    hasAccepted(member) &&
    (member.openedAt === null || member.name !== name(member));
  if (!members.some(isNews)) return undefined;
  return members.map(member =>
    isNews(member) ? { ...member, openedAt: member.openedAt ?? now.toISOString(), name: name(member) } : member,
  );
}
