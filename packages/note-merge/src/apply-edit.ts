/** The plain effect of an edit on the writing that it was made on. */
import { editItems } from './edit-items.ts';
import { type Edit, picked, wholeFieldNames, type Writing, writingOf } from './writing.ts';

/** `writing` after `edit`. Neither limits nor the tree of the items are checked: that is the caller's to do. */
export function applyEdit(writing: Writing, edit: Edit): Writing {
  return {
    ...writingOf(writing),
    ...(picked(edit, wholeFieldNames) as Partial<Writing>),
    ...(edit.items && { items: editItems(writing.items, edit.items) }),
  };
}
