/** What an edit makes of a note's content. */
import type { EditNoteBody } from '@keep/contracts/notes-http';
import { editItems, itemEditFaults } from './items.ts';
import { assertFits } from './new-note.ts';
import { assertNoFaults } from './note-errors.ts';
import type { WrittenContent } from './note.ts';

/** The writing after `edit`. Throws a 422 that names what does not fit. */
export function edited(written: WrittenContent, edit: EditNoteBody): WrittenContent {
  const after = {
    kind: edit.kind ?? written.kind,
    title: edit.title ?? written.title,
    body: edit.body ?? written.body,
    items: edit.items ? editItems(written.items, edit.items) : written.items,
  };
  if (edit.items) assertNoFaults(itemEditFaults(after.items, edit.items));
  assertFits(after);
  return after;
}
