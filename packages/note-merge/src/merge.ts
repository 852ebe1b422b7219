/** The three-way merge of a note: an edit on what others made of the note since the edit was begun. */
import { type Effort, newEffort } from './effort.ts';
import { assertWithinTwice } from './limits.ts';
import { mergeItems } from './merge-items.ts';
import { mergeText } from './merge-text.ts';
import { type Edit, type Field, isSameWriting, type Writing } from './writing.ts';

export type MergeInput = {
  /** What the edit was made on, or the nearest older revision that was kept. */
  base: Writing;
  /** What others have made of it meanwhile. */
  current: Writing;
  edit: Edit;
  /** False where `base` is older than what the edit was made on. */
  isExactBase?: boolean;
};

/** `merged`: fields in which the changes of both are combined. `kept`: fields of which a value was overwritten that the history keeps. */
export type Merge = { writing: Writing; merged: Field[]; kept: Field[] };

/** Throws `MergeTooLarge` when the result would be more than twice as large as a note may be. */
export function merge(input: MergeInput): Merge {
  const merge = mergeOfAnySize(input);
  if (!isSameWriting(merge.writing, input.current)) assertWithinTwice(merge.writing, input.current);
  return merge;
}

/** The same without a limit: for what is not sent yet, and so must not be refused. */
export function mergeOfAnySize({ base, current, edit, isExactBase = true }: MergeInput): Merge {
  const effort = newEffort();
  const outcome: Merge = { writing: { ...current }, merged: [], kept: [] };
  mergeScalar('title', edit.title);
  mergeScalar('kind', edit.kind);
  mergeBody(outcome, { base, current, edit }, effort);
  if (edit.items) {
    const { items, isMerged, isOverwritten } = mergeItems(
      { base: base.items, current: current.items, edit: edit.items, isExactBase },
      effort,
    );
    outcome.writing.items = items;
    if (isMerged) outcome.merged.push('items');
    if (isOverwritten) outcome.kept.push('items');
  }
  return outcome;

  function mergeScalar<F extends 'title' | 'kind'>(field: F, mine: Writing[F] | undefined): void {
    if (mine === undefined || mine === current[field]) return;
    if (isExactBase && mine === base[field]) return;
    outcome.writing[field] = mine;
    if (current[field] !== base[field]) outcome.kept.push(field);
  }
}

function mergeBody(outcome: Merge, { base, current, edit }: MergeInput, effort: Effort): void {
  if (edit.body === undefined) return;
  outcome.writing.body = mergeText({ base: base.body, current: current.body, mine: edit.body }, '\n', effort);
  if (outcome.writing.body !== current.body && outcome.writing.body !== edit.body) outcome.merged.push('body');
}
