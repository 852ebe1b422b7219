/** The smallest edit that makes one writing of another: what a client sends. */
import { withoutItems } from './edit-items.ts';
import { type Edit, type Item, type ItemsEdit, type ItemUpsert, isSameItem, type Writing } from './writing.ts';

/** Undefined where nothing differs. `applyEdit(base, diffEdit(base, mine))` is `mine`, with its items in order. */
export function diffEdit(base: Writing, mine: Writing): Edit | undefined {
  const items = diffItems(base.items, mine.items);
  const edit: Edit = {
    ...(mine.title !== base.title && { title: mine.title }),
    ...(mine.body !== base.body && { body: mine.body }),
    ...(mine.kind !== base.kind && { kind: mine.kind }),
    ...(items && { items }),
  };
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
  return {
    id: after.id,
    ...(after.text !== before.text && { text: after.text }),
    ...(after.checked !== before.checked && { checked: after.checked }),
    ...(after.parentId !== before.parentId && { parentId: after.parentId }),
    ...(after.position !== before.position && { position: after.position }),
  };
}
