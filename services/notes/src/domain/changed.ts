/** What a change makes of a note: all that follows from who has it, in one place. */
import { stillAsked } from './handing-over.ts';
import { invitationTo, withoutOrphans } from './invitation.ts';
import { hasAccepted, type Member, shownMembers } from './member.ts';
import type { NoteContent, NoteDelta, Placement, StoredNote, StoredPlacement } from './note.ts';
import { shownPeople, withAuthor } from './people.ts';

/**
 * The note after `delta` by `userId`: one version later. Who is neither owner nor member any more has lost it; whom they
 * invited is invited no more, and they are asked no more to become the owner.
 */
export function changed(note: StoredNote, userId: string, delta: NoteDelta): StoredNote {
  const version = note.version + 1;
  const given = delta.content ?? note.content;
  const { ownerId } = given;
  const next = { ownerId, members: delta.members ?? note.members };
  const members = withoutOrphans(next.members, inviterId => hasRole(next, inviterId));
  const isSameOwner = ownerId === note.content.ownerId;
  const wished = delta.handOver === undefined ? note.handOver : delta.handOver;
  // A wish ends with its owner, whose address is in it.
  const handOver = isSameOwner ? stillAsked(wished, ownerId, members) : null;
  const authors = authorsAfter(note, userId, delta);
  const content = withShown(given, {
    members: shownMembers(members),
    pendingOwner: handOver?.heirId ?? null,
    people: shownPeople(authors, members),
  });
  return {
    ...note,
    version,
    members,
    handOver,
    authors,
    placements: placementsAfter(note, userId, delta, { ownerId, members }),
    ...(content !== note.content && { content, contentVersion: version }),
    // An import is its owner's to take back.
    importId: isSameOwner ? note.importId : null,
  };
}

type Having = Pick<NoteContent, 'ownerId'> & { members: readonly Member[] };

function placementsAfter(note: StoredNote, userId: string, delta: NoteDelta, having: Having): StoredNote['placements'] {
  const version = note.version + 1;
  const { placement, arrivals = new Map<string, Placement>() } = delta;
  const placed = new Map(note.placements);
  if (placement) placed.set(userId, { placement, version });
  for (const [arrival, first] of arrivals) placed.set(arrival, { placement: first, version });
  const kept = [...placed].filter(([reader]) => isReader(having, reader));
  return new Map(kept.map(([reader, stored]) => [reader, withInvitation(stored, having, reader, version)]));
}

/** The same object when the reader is invited as before, or not at all. */
function withInvitation(
  stored: StoredPlacement,
  { ownerId, members }: Having,
  userId: string,
  version: number,
): StoredPlacement {
  const invitation = userId === ownerId ? null : invitationTo(members, userId);
  if (JSON.stringify(invitation) === JSON.stringify(stored.placement.invitation)) return stored;
  return { placement: { ...stored.placement, invitation }, version };
}

/** Who writes a revision, and who owns what all see changed, is an author. A change of one's own placement names nobody. */
function authorsAfter(note: StoredNote, userId: string, { content, authors = note.authors, actorName }: NoteDelta) {
  const isAuthor = content && (content.revision > note.content.revision || content.ownerId === userId);
  return isAuthor ? withAuthor(authors, { userId, ...(actorName !== undefined && { name: actorName }) }) : authors;
}

type Shown = Pick<NoteContent, 'members' | 'pendingOwner' | 'people'>;

/** The same object when nothing changes that is shown. */
function withShown(content: NoteContent, shown: Shown): NoteContent {
  const isSame = (Object.keys(shown) as (keyof Shown)[]).every(
    name => JSON.stringify(shown[name]) === JSON.stringify(content[name]),
  );
  return isSame ? content : { ...content, ...shown };
}

function isReader({ ownerId, members }: Having, userId: string): boolean {
  return userId === ownerId || members.some(member => member.userId === userId && member.declinedAt === null);
}

/** Not one who is invited alone. */
function hasRole({ ownerId, members }: Having, userId: string): boolean {
  return userId === ownerId || members.some(member => member.userId === userId && hasAccepted(member));
}
