/**
 * What notes tells the others. Every event about a note carries the whole note at that `version` (but for its deletion),
 * so a reader keeps the newest version it has seen and drops the rest: the bus promises no order.
 */
import { z } from 'zod';
import { defineEvent } from './event-envelope.ts';
import { boardPlacement, memberRoles, writtenFields } from './notes-http.ts';

/** `placements` by user id: everyone who has the note on a board, each with their own; not those who have not accepted it. */
export const noteSnapshot = z.looseObject({
  noteId: z.string(),
  ownerId: z.string(),
  /** Raised by every change of the note, also of members and placements. */
  version: z.int().min(1),
  /** Who made this change. */
  changedBy: z.string(),
  content: z.looseObject({
    ...writtenFields,
    revision: z.int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    updatedBy: z.string(),
    trashedAt: z.iso.datetime().nullable(),
  }),
  placements: z.record(z.string(), boardPlacement),
  /** Who has accepted the note besides its owner. */
  members: z.array(z.looseObject({ userId: z.string(), role: z.enum(memberRoles) })).optional(),
  /** For whom the note looks otherwise than before, where that is not everyone who has it: placements are each one's own. */
  changedFor: z.array(z.string()).optional(),
  /** Who lost the note by this change. */
  formerReaderIds: z.array(z.string()).optional(),
  /** Users with an open invitation for whom something has changed, or whose invitation ended. For notify alone: they are no readers. */
  invitedIds: z.array(z.string()).optional(),
});

const listeners = ['notify'] as const;

const noteEvent = (what: string, summary: string) =>
  defineEvent({ type: `notes.${what}.v1`, summary, delivery: 'log', listeners, data: noteSnapshot });

export const noteCreated = noteEvent('note-created', 'A note was made');
export const noteEdited = noteEvent('note-edited', 'The content has a new revision');
export const notePlaced = noteEvent('note-placed', 'Somebody placed the note otherwise on their board');
export const noteShared = noteEvent('note-shared', 'Its members or its owner changed');
export const noteTrashed = noteEvent('note-trashed', 'The note went to the trash');
export const noteRestored = noteEvent('note-restored', 'The note came back from the trash');

export const noteDeleted = defineEvent({
  type: 'notes.note-deleted.v1',
  summary: 'The note is gone for good',
  delivery: 'log',
  listeners,
  data: z.looseObject({
    noteId: z.string(),
    ownerId: z.string(),
    version: z.int().min(1),
    changedBy: z.string(),
    /** Everyone who had it. */
    readerIds: z.array(z.string()).optional(),
    /** As above: those with an open invitation to it. */
    invitedIds: z.array(z.string()).optional(),
  }),
});

const labelState = z.looseObject({
  labelId: z.string(),
  userId: z.string(),
  name: z.string(),
  version: z.int().min(1),
});
const labelEvent = (what: string, summary: string) =>
  defineEvent({ type: `notes.${what}.v1`, summary, delivery: 'log', listeners, data: labelState });

export const labelCreated = labelEvent('label-created', 'A label was made');
export const labelRenamed = labelEvent('label-renamed', 'A label has another name');
export const labelDeleted = labelEvent(
  'label-deleted',
  'A label is gone; notes that carried it are unchanged otherwise',
);

/** The answer to `auth.user-deletion-requested.v1`. */
export const userErased = defineEvent({
  type: 'notes.user-erased.v1',
  summary: 'notes holds nothing of this person any more',
  delivery: 'log',
  consumers: ['auth'],
  data: z.looseObject({ userId: z.string() }),
});

export const events = [
  noteCreated, noteEdited, notePlaced, noteShared, noteTrashed, noteRestored, noteDeleted,
  labelCreated, labelRenamed, labelDeleted, userErased,
] as const; // prettier-ignore
