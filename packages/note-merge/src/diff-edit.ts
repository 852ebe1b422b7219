/** The smallest edit that makes one writing of another: what a client sends. */
import { withoutItems } from './edit-items.ts';
import {
  type Edit, type Item, type ItemsEdit, type ItemUpsert, isSameItem, itemFieldNames, picked, wholeFieldNames, type Writing,
} from './writing.ts'; // prettier-ignore

/** Undefined where nothing differs. `applyEdit(base, diffEdit(base, mine))` is `mine`, with its items in order. */
export function diffEdit(base: Writing, mine: Writing): Edit | undefined {
  const items = diffItems(base.items, mine.items);
  const changed = wholeFieldNames.filter(name => mine[name] !== base[name]);
  const edit: Edit = { ...picked(mine, changed), ...(items && { items }) };
  return Object.keys(edit).length === 0 ? undefined : edit;
}

function diffItems(base: readonly Item[], mine: readonly Item[]): ItemsEdit | undefined {
  const left = new Set(mine.map(({ id }) => id));
  const removed = new Set(base.map(({ id }) => id).filter(id => !left.has(id)));
  // Children of a removed item move up without being told.
  const before = new Map(withoutItems(base, removed).map(item => [item.id, item]));
  const upsert = mine.flatMap(item => {
    const old = before.get(item.id);
    if (!old) return [{ ...item }];
    return isSameItem(old, item) ? [] : [changedFields(old, item)];
  });
  return upsert.length === 0 && removed.size === 0 ? undefined : { upsert, remove: [...removed] };
}

function changedFields(before: Item, after: Item): ItemUpsert {
  const changed = itemFieldNames.filter(name => after[name] !== before[name]);
  return { id: after.id, ...picked(after, changed) };
}
