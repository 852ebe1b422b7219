/** What an edit makes of a note: on the writing that it was made on, and on what others have made of that since. */
import { type EditNoteBody, noteLimits } from '@keep/contracts/notes-http';
import { applyEdit } from '@keep/note-merge/apply-edit';
import { MergeTooLarge } from '@keep/note-merge/limits';
import { type Merge, merge } from '@keep/note-merge/merge';
import { writingOf } from '@keep/note-merge/writing';
import { roomInEvent } from './event-room.ts';
import { itemEditFaults, repeatedItemFaults } from './items.ts';
import { bytesOf } from './new-note.ts';
import { assertNoFaults, noteTooLarge } from './note-errors.ts';
import type { StoredNote, WrittenContent } from './note.ts';

/** Fields in which the changes of both are combined, and those of which a value was overwritten that the history keeps. */
export type MergeReport = Pick<Merge, 'merged' | 'kept'>;

/** What the edit was made on, or (not exact) the nearest older revision that was kept. */
export type Base = { written: WrittenContent; isExact: boolean };

/** `overruled`: the current writing with what of the edit gave way to it, where anything did. */
export type Edited = { written: WrittenContent; merge: MergeReport; overruled?: WrittenContent };

/** On the newest revision. Throws a 422 that names what does not fit. */
export function edited(note: StoredNote, edit: EditNoteBody): Edited {
  const before = writingOf(note.content);
  const written = applyEdit(before, edit);
  if (edit.items)
    assertNoFaults([...repeatedItemFaults(edit.items), ...itemEditFaults(before.items, written.items, edit.items)]);
  assertFits(written, note, noteLimits.noteBytes);
  return { written, merge: { merged: [], kept: [] } };
}

/** On an older revision: what others changed since and the edit changes stays both. Throws a 422 when that is too large. */
export function mergedEdit(note: StoredNote, { written: base, isExact }: Base, edit: EditNoteBody): Edited {
  if (edit.items) assertNoFaults(repeatedItemFaults(edit.items));
  const current = writingOf(note.content);
  const { writing, merged, kept, overruled } = mergeOrRefuse({ base, current, edit, isExactBase: isExact });
  for (const each of [writing, ...(overruled ? [overruled] : [])]) assertFits(each, note, noteLimits.mergedNoteBytes);
  return { written: writing, merge: { merged, kept }, ...(overruled && { overruled }) };
}

function mergeOrRefuse(input: Parameters<typeof merge>[0]): Merge {
  try {
    return merge(input);
  } catch (error) {
    if (error instanceof MergeTooLarge) throw noteTooLarge(noteLimits.mergedNoteBytes);
    throw error;
  }
}

/** What is larger already may become smaller. Throws `note-too-large`. */
function assertFits(written: WrittenContent, note: StoredNote, limit: number): void {
  if (bytesOf(written) > Math.max(limit, bytesOf(note.content))) throw noteTooLarge(limit);
  assertFitsEvent(written, note);
}

/** What was written before may be too large now, with the labels of all who have the note. Throws `note-too-large`. */
export function assertFitsEvent(written: WrittenContent, note: StoredNote): void {
  const room = roomInEvent(note);
  if (bytesOf(written) > room) throw noteTooLarge(room);
}
