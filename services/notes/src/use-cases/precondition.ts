/** Entity tags: what a reader has seen of a note, and the wish to change nothing else. */
import { preconditionFailed } from '../domain/note-errors.ts';
import type { StoredNote } from '../domain/note.ts';
import type { NoteView } from '../ports.ts';
import { noteView } from './note-view.ts';

/** The entity tags of `If-Match`, as Keep sent them; undefined where the caller sent none. */
export type Precondition = readonly string[] | undefined;

/** Changes with everything that this reader sees of the note, and with nothing else. */
export function entityTag({ contentVersion, placementVersion }: NoteView): string {
  return `"${contentVersion}.${placementVersion}"`;
}

/** A weak tag counts as well, against RFC 9110, 13.1.1: only the encoding of an answer of ours weakens its tag. */
export function assertMatches(precondition: Precondition, note: StoredNote, userId: string): void {
  if (!precondition || precondition.includes('*')) return;
  if (!precondition.includes(entityTag(noteView(note, userId)))) throw preconditionFailed();
}
