/** A note as it is stored: what all its members see, and each member's own placement of it. */
import type { NoteOnTheWire, writtenFields } from '@keep/contracts/notes-http';
import { writingOf } from '@keep/note-merge/writing';
import type { HandOver, Member } from './member.ts';
import type { Named } from './people.ts';

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
  /** Who was asked to become the owner; `content.pendingOwner` shows it. */
  handOver: HandOver | null;
  /** The owner and all who have ever written in it, as far as their names are known; `content.people` shows them. */
  authors: readonly Named[];
  /** By user id: the owner's, and that of each member with an account who has not declined. A person's access is their placement. */
  placements: ReadonlyMap<string, StoredPlacement>;
};

/** What changes at once; `placement` is the actor's. Those in `arrivals` get the note, each with a place on their board. */
export type NoteDelta = {
  content?: NoteContent;
  placement?: Placement;
  members?: readonly Member[];
  arrivals?: ReadonlyMap<string, Placement>;
  /** Null where nobody is asked any more. */
  handOver?: HandOver | null;
  authors?: readonly Named[];
  /** What the actor is called, where it is known. */
  actorName?: string;
};

/** Whether this user has an invitation to the note that they have not answered. */
export function isInvited({ placements }: Pick<StoredNote, 'placements'>, userId: string): boolean {
  return (placements.get(userId)?.placement.invitation ?? null) !== null;
}

/** Those who see the note: all who have it or are invited, and in the trash its owner alone. */
export function readersOf({ content, placements }: StoredNote): string[] {
  return content.trashedAt === null ? [...placements.keys()] : [content.ownerId];
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
