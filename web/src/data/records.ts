/** What the device stores: the rows of its database, as plain data. */
import type { Problem } from '@keep/contracts/problem';
import type { BatchOperationType, NoteOnTheWire } from '@keep/contracts/notes-http';
import type { Draft } from '@keep/note-merge/draft';

export type Note = NoteOnTheWire;
export type Placement = Note['placement'];
export type Member = Note['members'][number];
export type Label = { id: string; name: string };

/** What the server did with an edit that others had overtaken. */
export type MergeNotice = { by: string; merged: string[]; kept: string[] };

/** A note on this device. */
export type NoteRow = {
  id: string;
  /** As the server last answered it. Of a note that the server has not acknowledged yet, as it was made here. */
  base: Note;
  /** False until the server has acknowledged the note. */
  isKnown: boolean;
  /** What is written here and not acknowledged yet; null where the content is the server's. */
  draft: Draft | null;
  /** Set where an answer combined changes of several people, until the reader has seen it. */
  merge: MergeNotice | null;
};

export type LabelRow = Label & {
  /** False until the server has acknowledged the label. */
  isKnown: boolean;
};

/** `note.edit` carries nothing until it is sent: the draft says what to send. */
export type OperationType = BatchOperationType;

/**
 * A change that waits for the server. `waiting`: it may still be changed or dropped. `sent`: it is sent again exactly as
 * it is until its fate is known. `refused`: the server does not accept it; the person decides.
 */
export type Operation = {
  /** Their order. */
  seq: number;
  opId: string;
  type: OperationType;
  /** The note or label. */
  objectId: string;
  data: Record<string, unknown>;
  state: 'waiting' | 'sent' | 'refused';
  problem: Problem | null;
  /** Milliseconds since 1970. */
  madeAt: number;
};
