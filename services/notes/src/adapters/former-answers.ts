/** Answers that an earlier Keep stored with their text (until ADR 44): a note in one is read anew instead. */
import type { RememberedAnswer } from '../ports.ts';

/** As it is stored, by this Keep or an earlier one. */
export type StoredAnswer = RememberedAnswer & { etag?: string; location?: string };

/** A note has a kind; a label and an import taken back have none. */
type FormerText = { id: string; kind?: string; note?: { id: string } } & Pick<RememberedAnswer, 'merge'>;

/** The same answer with the note's id in place of its text. One with a label or an import keeps its text. */
export function withoutNote({ etag: _etag, location: _location, ...answer }: StoredAnswer): RememberedAnswer {
  const { status, text } = answer;
  if (text === undefined) return answer;
  // Of a single route an object, of a batch the members of one.
  const former = JSON.parse(text.startsWith('{') ? text : `{${text}}`) as FormerText;
  const noteId = former.note?.id ?? (former.kind === undefined ? undefined : former.id);
  if (noteId === undefined) return answer;
  return { status, noteId, ...(former.merge && { merge: former.merge }) };
}
