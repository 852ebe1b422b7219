/** Rebases what a client has changed in a note on a newer state of the note. */
import { applyEdit } from './apply-edit.ts';
import { diffEdit } from './diff-edit.ts';
import { mergeOfAnySize } from './merge.ts';
import { isSameWriting, type Writing, writingOf } from './writing.ts';

/**
 * Returns `to` with everything that was changed from `base` to `mine`: `base` is the last state that both had in common.
 * It refuses nothing, so the result may be larger than a note may be.
 */
export function carriedOver(base: Writing, mine: Writing, to: Writing): Writing {
  const edit = diffEdit(base, mine);
  if (!edit) return writingOf(to);
  if (isSameWriting(base, to)) return writingOf(applyEdit(to, edit));
  return mergeOfAnySize({ base, current: to, edit }).writing;
}
