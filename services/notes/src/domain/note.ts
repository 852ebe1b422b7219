/** A note as it is stored: what all its members see, and each member's own placement of it. */
import type { NoteOnTheWire } from '@keep/contracts/notes-http';

export type Item = NoteOnTheWire['items'][number];
export type Placement = NoteOnTheWire['placement'];

/** What all members see; its JSON text is stored and sent as it is. */
export type NoteContent = Omit<NoteOnTheWire, 'placement'>;

/** What a person writes, and what a revision keeps. */
export type WrittenContent = Pick<NoteContent, 'kind' | 'title' | 'body' | 'items'>;

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
  /** By user id: everyone who has the note on a board. */
  placements: ReadonlyMap<string, StoredPlacement>;
};

/** What changes at once: the content, the actor's placement, or both. */
export type NoteDelta = { content?: NoteContent; placement?: Placement };

/** The note after `delta` by `userId`: one version later. */
export function changed(note: StoredNote, userId: string, delta: NoteDelta): StoredNote {
  const version = note.version + 1;
  const placements = new Map(note.placements);
  if (delta.placement) placements.set(userId, { placement: delta.placement, version });
  return {
    ...note,
    version,
    placements,
    ...(delta.content && { content: delta.content, contentVersion: version }),
  };
}

export function writtenContent({ kind, title, body, items }: WrittenContent): WrittenContent {
  return { kind, title, body, items };
}

export function isSameWriting(left: WrittenContent, right: WrittenContent): boolean {
  return JSON.stringify(writtenContent(left)) === JSON.stringify(writtenContent(right));
}

/** `written` as the newest revision of `content`. */
export function revised(content: NoteContent, written: WrittenContent, editedBy: string, now: Date): NoteContent {
  return {
    ...content,
    ...writtenContent(written),
    revision: content.revision + 1,
    updatedAt: now.toISOString(),
    updatedBy: editedBy,
  };
}
