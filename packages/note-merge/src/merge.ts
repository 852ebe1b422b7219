/** The three-way merge of a note: an edit on what others made of the note since the edit was begun. */
import { type Effort, newEffort } from './effort.ts';
import { assertWithinTwice } from './limits.ts';
import { withLf } from './line-ends.ts';
import { mergeItems } from './merge-items.ts';
import { mergeText } from './merge-text.ts';
import {
  type Edit, type Field, isSameWriting, type WholeField, wholeFieldNames, wholeFields, type Writing,
} from './writing.ts'; // prettier-ignore

export type MergeInput = {
  /** What the edit was made on, or the nearest older revision that was kept. */
  base: Writing;
  /** What others have made of it meanwhile. */
  current: Writing;
  edit: Edit;
  /** False where `base` is older than what the edit was made on. */
  isExactBase?: boolean;
};

/**
 * `merged`: fields in which the changes of both are combined. `kept`: fields of which a value was overwritten that the
 * history keeps. `overruled`: the current writing with what of the edit gave way to it, where anything did; no revision
 * has that, so the keeper of the history stores it.
 */
export type Merge = { writing: Writing; merged: Field[]; kept: Field[]; overruled?: Writing };

/** Throws `MergeTooLarge` when the result would be more than twice as large as a note may be. */
export function merge(input: MergeInput): Merge {
  const merge = mergeOfAnySize(input);
  if (!isSameWriting(merge.writing, input.current)) assertWithinTwice(merge.writing, input.current);
  return merge;
}

/** The same without a limit: for what is not sent yet, and so must not be refused. */
export function mergeOfAnySize(input: MergeInput): Merge {
  const effort = newEffort();
  const outcome: Merge = { writing: { ...input.current }, merged: [], kept: [] };
  for (const field of wholeFieldNames) {
    if (wholeFields[field].merge === 'text') mergeTextField(outcome, input, field, effort);
    else mergeLaterField(outcome, input, field);
  }
  mergeItemsField(outcome, input, effort);
  return outcome;
}

/** The later value wins; the history has the other one. */
function mergeLaterField<F extends WholeField>(outcome: Merge, input: MergeInput, field: F): void {
  const { base, current, edit, isExactBase = true } = input;
  const mine = edit[field] as Writing[F] | undefined;
  if (mine === undefined || mine === current[field]) return;
  if (isExactBase && mine === base[field]) return;
  outcome.writing[field] = mine;
  if (current[field] !== base[field]) outcome.kept.push(field);
}

function mergeTextField<F extends WholeField>(outcome: Merge, input: MergeInput, field: F, effort: Effort): void {
  const mine = input.edit[field];
  if (mine === undefined) return;
  const current = input.current[field];
  const { text, gaveWay } = mergeText({ base: input.base[field], current, mine }, '\n', effort);
  outcome.writing[field] = text as Writing[F];
  if (text !== current && withLf(text) !== withLf(mine)) outcome.merged.push(field);
  if (gaveWay.length > 0) outcome.kept.push(field);
  if (gaveWay.includes('mine')) outcome.overruled = { ...(outcome.overruled ?? input.current), [field]: mine };
}

function mergeItemsField(
  outcome: Merge,
  { base, current, edit, isExactBase = true }: MergeInput,
  effort: Effort,
): void {
  if (!edit.items) return;
  const three = { base: base.items, current: current.items, edit: edit.items, isExactBase };
  const { items, isMerged, isOverwritten, overruled } = mergeItems(three, effort);
  outcome.writing.items = items;
  if (overruled.length > 0) {
    const texts = new Map(overruled.map(item => [item.id, item]));
    const withTexts = current.items.map(item => texts.get(item.id) ?? item);
    outcome.overruled = { ...(outcome.overruled ?? current), items: withTexts };
  }
  if (isMerged) outcome.merged.push('items');
  if (isOverwritten) outcome.kept.push('items');
}
