/** What an event is to people: who must hear of it, and what they are told. Nothing of what was written. */
import type { StreamEventName } from '@keep/contracts/notify-http';

export type Hint = {
  event: StreamEventName;
  /** What it is about; of two hints for one object the newer says it all. */
  object: string;
  /** Grows with the object; equal where an object changes only once. */
  version: number;
  data: Readonly<Record<string, string | number>>;
};

/** One hint and everybody whom it concerns. */
export type News = { readerIds: readonly string[]; hint: Hint };

/** Of a change of a note: `version` and `changedBy` as its event says. */
export type NoteChange = {
  noteId: string;
  ownerId: string;
  version: number;
  changedBy: string;
  /** By user id, of everyone who has the note on a board. */
  placements: Readonly<Record<string, unknown>>;
  /** For whom it looks otherwise than before; absent where that is everyone who has it. */
  changedFor?: readonly string[] | undefined;
  /** Who had it until this change. */
  formerReaderIds?: readonly string[] | undefined;
  /** Who is invited, or was until this change: they see the note among their invitations. */
  invitedIds?: readonly string[] | undefined;
};

/** For those who see the change, and those who lost the note by it: they must hear that it is gone. */
export function noteNews(event: 'notes' | 'members', change: NoteChange): News {
  const { noteId, version, changedBy } = change;
  const { changedFor = Object.keys(change.placements), formerReaderIds = [], invitedIds = [] } = change;
  return {
    readerIds: [...new Set([...changedFor, ...formerReaderIds, ...invitedIds])],
    hint: { event, object: noteId, version, data: { noteId, version, changedBy } },
  };
}

export type NoteDeletion = Pick<NoteChange, 'noteId' | 'ownerId' | 'version' | 'changedBy' | 'invitedIds'> & {
  /** Who had it; absent in events of older versions, when only its owner could. */
  readerIds?: readonly string[] | undefined;
};

export function deletionNews(deletion: NoteDeletion): News {
  const { noteId, ownerId, version, changedBy, readerIds = [ownerId], invitedIds = [] } = deletion;
  return {
    readerIds: [...readerIds, ...invitedIds],
    hint: { event: 'notes', object: noteId, version, data: { noteId, version, changedBy } },
  };
}

export function labelNews({ labelId, userId, version }: { labelId: string; userId: string; version: number }): News {
  return { readerIds: [userId], hint: { event: 'labels', object: labelId, version, data: { labelId, version } } };
}

export function sessionNews({ userId, sessionId }: { userId: string; sessionId: string }): News {
  return { readerIds: [userId], hint: { event: 'sessions', object: sessionId, version: 1, data: { sessionId } } };
}
