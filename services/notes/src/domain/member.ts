/** Those who share a note with its owner: who they are to the service, and what of it is shown. */
import type { MemberRole, NoteOnTheWire } from '@keep/contracts/notes-http';

export type Member = {
  id: string;
  /** As it was invited, trimmed and in lower case. */
  email: string;
  addressHash: string;
  role: MemberRole;
  /** The account of that address, as soon as notes knows of one; shown to nobody before they have opened the note. */
  userId: string | null;
  openedAt: string | null;
  name: string | null;
};

export type ShownMember = NoteOnTheWire['members'][number];

/** A member without an account that notes knows of. */
export function isPending({ userId }: Member): boolean {
  return userId === null;
}

/** What everybody sees: the same whether or not there is an account, until that person has opened the note. */
export function shownMembers(members: readonly Member[]): ShownMember[] {
  return members.map(({ id, email, role, userId, openedAt, name }) => {
    if (userId === null || openedAt === null) return { id, email, role, status: 'invited' };
    return { id, email, role, status: 'joined', userId, ...(name !== null && { name }) };
  });
}

/** Who opens a note; `name` is what they are called, where it is known. */
export type Opener = { userId: string; name?: string };

/** The members once this person has opened the note; undefined where it shows already. */
export function opened(members: readonly Member[], opener: Opener, now: Date): Member[] | undefined {
  const name = (member: Member) => opener.name ?? member.name;
  const isNews = (member: Member) =>
    member.userId === opener.userId && (member.openedAt === null || member.name !== name(member));
  if (!members.some(isNews)) return undefined;
  return members.map(member =>
    isNews(member) ? { ...member, openedAt: member.openedAt ?? now.toISOString(), name: name(member) } : member,
  );
}
