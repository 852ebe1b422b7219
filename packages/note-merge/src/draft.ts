/**
 * What a client holds of a note while its user writes in it: one edit on its way at most, and everything typed since
 * kept apart and carried over to whatever the server answers. Plain data: store it after every step, and nothing is lost
 * by closing the program at any moment.
 */
import { carriedOver } from './carried-over.ts';
import { diffEdit } from './diff-edit.ts';
import { type Edit, type Writing, writingOf } from './writing.ts';

/** A note as the server answers it: its writing at a revision. */
export type RevisedWriting = Writing & { revision: number };

/** An edit on its way: repeated with the same key until its fate is known. */
export type SentEdit = {
  /** The idempotency key or `opId`. */
  key: string;
  edit: Edit & { baseRevision: number };
  /** What the reader saw when it was sent. */
  writing: Writing;
  /** True when it is not known whether it has arrived: `send` gives it out again. */
  isUnknown: boolean;
};

export type Draft = {
  /** The newest that the server is known to have, apart from what waits in `heard`. */
  server: RevisedWriting;
  /** What the reader sees and types in. */
  writing: Writing;
  sent: SentEdit | null;
  /** What came from others while an edit was on its way; whether that edit is in it cannot be told. */
  heard: RevisedWriting | null;
};

/** A draft of a note in which nothing was typed yet. */
export function openDraft(note: RevisedWriting): Draft {
  return { server: revisedWritingOf(note), writing: writingOf(note), sent: null, heard: null };
}

/** The reader has typed, ticked or moved something: `writing` is what they see now. */
export function type(draft: Draft, writing: Writing): Draft {
  return { ...draft, writing: writingOf(writing) };
}

/** Whether there is anything that the server is not known to have. */
export function isSaved({ server, writing, sent }: Draft): boolean {
  return sent === null && diffEdit(server, writing) === undefined;
}

/**
 * What to send now, if anything: the edit of unknown fate once more, or else all that was typed since, under `newKey`.
 * Nothing while an edit is on its way. Store the draft before the request is made.
 */
export function send(
  draft: Draft,
  newKey: string,
): { draft: Draft; request: { key: string; edit: SentEdit['edit'] } | null } {
  if (draft.sent && !draft.sent.isUnknown) return { draft, request: null };
  if (draft.sent) {
    const { key, edit } = draft.sent;
    return { draft: { ...draft, sent: { ...draft.sent, isUnknown: false } }, request: { key, edit } };
  }
  const changes = diffEdit(draft.server, draft.writing);
  if (!changes) return { draft, request: null };
  const edit = { ...changes, baseRevision: draft.server.revision };
  const sent = { key: newKey, edit, writing: draft.writing, isUnknown: false };
  return { draft: { ...draft, sent }, request: { key: newKey, edit } };
}

/** The server has answered the edit with `note`, in which others' changes may be merged. What was typed since is kept. */
export function acknowledged(draft: Draft, note: RevisedWriting): Draft {
  const { sent, heard } = draft;
  if (!sent) return received(draft, note);
  const writing = carriedOver(sent.writing, draft.writing, note);
  return catchUp({ server: revisedWritingOf(note), writing, sent: null, heard });
}

/** The note came from the server other than as the answer to an edit. What is older than what is known changes nothing. */
export function received(draft: Draft, note: RevisedWriting): Draft {
  const newest = draft.heard ?? draft.server;
  if (note.revision <= newest.revision) return draft;
  return catchUp({ ...draft, heard: revisedWritingOf(note) });
}

/** No answer came, or none that says whether the edit was made. Also what to do with a stored draft at the start. */
export function failed(draft: Draft): Draft {
  return draft.sent ? { ...draft, sent: { ...draft.sent, isUnknown: true } } : draft;
}

/** The server has refused the edit for good: it was not made. What it said is still in the writing. */
export function refused(draft: Draft): Draft {
  return catchUp({ ...draft, sent: null });
}

/** With nothing on its way, what was heard is what the server has. */
function catchUp(draft: Draft): Draft {
  const { server, heard, writing, sent } = draft;
  if (sent || !heard) return draft;
  if (heard.revision <= server.revision) return { ...draft, heard: null };
  return { server: heard, writing: carriedOver(server, writing, heard), sent: null, heard: null };
}

function revisedWritingOf(note: RevisedWriting): RevisedWriting {
  return { ...writingOf(note), revision: note.revision };
}
