/** The plain effect of an edit on the writing that it was made on. */
import { editItems } from './edit-items.ts';
import type { Edit, Writing } from './writing.ts';

/** `writing` after `edit`. Neither limits nor the tree of the items are checked: that is the caller's to do. */
export function applyEdit(writing: Writing, edit: Edit): Writing {
  return {
    kind: edit.kind ?? writing.kind,
    title: edit.title ?? writing.title,
    body: edit.body ?? writing.body,
    items: edit.items ? editItems(writing.items, edit.items) : writing.items,
  };
}
