/** A note as it is stored: what all its members see, and each member's own placement of it. */
import type { NoteOnTheWire, writtenFields } from '@keep/contracts/notes-http';
import { writingOf } from '@keep/note-merge/writing';
import { invitationTo, withoutOrphans } from './invitation.ts';
import { hasAccepted, type Member, shownMembers } from './member.ts';

export type Item = NoteOnTheWire['items'][number];
export type Placement = NoteOnTheWire['placement'];

/** What all members see; its JSON text is stored and sent as it is. */
export type NoteContent = Omit<NoteOnTheWire, 'placement'>;

/** What a person writes, and what a revision keeps. */
export type WrittenContent = Pick<NoteContent, keyof typeof writtenFields>;

/** `version` is the note's version at the last change of this placement. */
export type StoredPlacement = { placement: Placement; version: number };

export type StoredNote = {
  content: NoteContent;
  /** Raised by every change, also of placements; all events carry it. */
  version: number;
  /** The version at the last change of what all members see. */
  contentVersion: number;
  importId: string | null;
  /** Of the creation, so that its repetition is recognised whatever has happened to the note since. */
  creationFingerprint: string;
  /** All of them; `content.members` holds what is shown of them. */
  members: readonly Member[];
  /** By user id: the owner's, and that of each member with an account who has not declined. A person's access is their placement. */
  placements: ReadonlyMap<string, StoredPlacement>;
};

/** What changes at once; `placement` is the actor's. Those in `arrivals` get the note, each with a place on their board. */
export type NoteDelta = {
  content?: NoteContent;
  placement?: Placement;
  members?: readonly Member[];
  arrivals?: ReadonlyMap<string, Placement>;
};

/**
 * The note after `delta` by `userId`: one version later. Who is neither owner nor member any more has lost it, and whom
 * they invited is invited no more.
 */
export function changed(note: StoredNote, userId: string, delta: NoteDelta): StoredNote {
  const version = note.version + 1;
  const { ownerId } = delta.content ?? note.content;
  const members = withoutOrphans(delta.members ?? note.members, inviterId =>
    isMember(ownerId, delta.members ?? note.members, inviterId),
  );
  const content = withMembers(delta.content ?? note.content, members);
  const placed = new Map([...note.placements, ...placedBy(delta, userId, version)]);
  const placements = new Map(
    [...placed].flatMap(([reader, stored]): [string, StoredPlacement][] =>
      isReader(ownerId, members, reader) ? [[reader, withInvitation(stored, ownerId, members, reader, version)]] : [],
    ),
  );
  return {
    ...note,
    version,
    members,
    placements,
    ...(content !== note.content && { content, contentVersion: version }),
    // An import is its owner's to take back.
    importId: content.ownerId === note.content.ownerId ? note.importId : null,
  };
}

function placedBy({ placement, arrivals = new Map() }: NoteDelta, userId: string, version: number) {
  const own: [string, Placement][] = placement ? [[userId, placement]] : [];
  return [...own, ...arrivals].map(([reader, each]): [string, StoredPlacement] => [
    reader,
    { placement: each, version },
  ]);
}

/** The same object when the reader is invited as before, or not at all. */
function withInvitation(
  stored: StoredPlacement,
  ownerId: string,
  members: readonly Member[],
  userId: string,
  version: number,
): StoredPlacement {
  const invitation = userId === ownerId ? null : invitationTo(members, userId);
  if (JSON.stringify(invitation) === JSON.stringify(stored.placement.invitation)) return stored;
  return { placement: { ...stored.placement, invitation }, version };
}

/** The same object when nothing changes that is shown. */
function withMembers(content: NoteContent, members: readonly Member[]): NoteContent {
  const shown = shownMembers(members);
  return JSON.stringify(shown) === JSON.stringify(content.members) ? content : { ...content, members: shown };
}

/** Whether this user has an invitation to the note that they have not answered. */
export function isInvited({ placements }: Pick<StoredNote, 'placements'>, userId: string): boolean {
  return (placements.get(userId)?.placement.invitation ?? null) !== null;
}

/** Those who see the note: all who have it or are invited, and in the trash its owner alone. */
export function readersOf({ content, placements }: StoredNote): string[] {
  return content.trashedAt === null ? [...placements.keys()] : [content.ownerId];
}

function isReader(ownerId: string, members: readonly Member[], userId: string): boolean {
  return userId === ownerId || members.some(member => member.userId === userId && member.declinedAt === null);
}

/** Not one who is invited alone. */
function isMember(ownerId: string, members: readonly Member[], userId: string): boolean {
  return userId === ownerId || members.some(member => member.userId === userId && hasAccepted(member));
}

/** The labels that this person's placement did not have before. */
export function addedLabels(userId: string, previous: StoredNote | undefined, next: StoredNote): string[] {
  const labelsOn = (note: StoredNote | undefined) => note?.placements.get(userId)?.placement.labelIds ?? [];
  const before = new Set(labelsOn(previous));
  return labelsOn(next).filter(labelId => !before.has(labelId));
}

/** `written` as the newest revision of `content`. */
export function revised(content: NoteContent, written: WrittenContent, editedBy: string, now: Date): NoteContent {
  return {
    ...content,
    ...writingOf(written),
    revision: content.revision + 1,
    updatedAt: now.toISOString(),
    updatedBy: editedBy,
  };
}
