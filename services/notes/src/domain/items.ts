/** The items of a list: how they begin, and what must hold of them. */
import { type CreateNoteBody, type EditNoteBody, noteLimits } from '@keep/contracts/notes-http';
import type { FieldError } from '@keep/contracts/problem';
import { inOrder } from '@keep/note-merge/edit-items';
import { positionAfter } from '@keep/note-merge/position';
import type { Item } from './note.ts';

type ItemEdit = NonNullable<EditNoteBody['items']>;
type ItemFault = { index: number; itemId: string; field: 'id' | 'parentId'; detail: string };

/** Items as they were sent; ids and positions are given where they are missing, positions by the order of the array. */
export function newItems(inputs: CreateNoteBody['items'], newId: () => string): Item[] {
  let last: string | undefined;
  return inputs.map(({ id = newId(), text, checked, parentId, position }) => {
    last = position ?? positionAfter(last);
    return { id, text, checked, parentId, position: last };
  });
}

/** What is wrong with the items of a new note, by their place in the body. */
export function newItemFaults(items: readonly Item[]): FieldError[] {
  return itemFaults(items).map(({ index, field, detail }) => ({ pointer: `/items/${index}/${field}`, detail }));
}

/** An item that one edit names more than once. */
export function repeatedItemFaults({ upsert, remove }: ItemEdit): FieldError[] {
  const seen = new Set<string>();
  const removed = new Set(remove);
  return upsert.flatMap(({ id }, index) => {
    const pointer = `/items/upsert/${index}/id`;
    if (removed.has(id)) return [{ pointer, detail: 'is removed by the same edit' }];
    if (seen.has(id)) return [{ pointer, detail: 'occurs twice' }];
    seen.add(id);
    return [];
  });
}

/** What is wrong with the items `after` an edit, by its place in the body. */
export function itemEditFaults(before: readonly Item[], after: readonly Item[], { upsert }: ItemEdit): FieldError[] {
  const indexOf = new Map(upsert.map(({ id }, index) => [id, index]));
  const ofTree = itemFaults(after).map(({ itemId, field, detail }) => {
    const index = indexOf.get(itemId);
    return { pointer: index === undefined ? '/items/upsert' : `/items/upsert/${index}/${field}`, detail };
  });
  const isTooMany = after.length > Math.max(noteLimits.items, before.length);
  return isTooMany ? [...ofTree, { pointer: '/items', detail: `would be more than ${noteLimits.items}` }] : ofTree;
}

/** The same items under new ids. */
export function copyItems(items: readonly Item[], newId: () => string): Item[] {
  const idOf = new Map(items.map(({ id }) => [id, newId()]));
  const copies = items.map(item => ({
    ...item,
    id: idOf.get(item.id) ?? item.id,
    parentId: item.parentId === null ? null : (idOf.get(item.parentId) ?? null),
  }));
  return inOrder(copies);
}

function itemFaults(items: readonly Item[]): ItemFault[] {
  const byId = new Map(items.map(item => [item.id, item]));
  const seen = new Set<string>();
  return items.flatMap((item, index): ItemFault[] => {
    const { id: itemId } = item;
    if (seen.has(itemId)) return [{ index, itemId, field: 'id', detail: 'occurs twice' }];
    seen.add(itemId);
    if (item.parentId === null) return [];
    if (!byId.has(item.parentId)) return [{ index, itemId, field: 'parentId', detail: 'is no item of this note' }];
    if (levelOf(item, byId) <= noteLimits.itemLevels) return [];
    const detail = `puts the item inside itself or below level ${noteLimits.itemLevels}`;
    return [{ index, itemId, field: 'parentId', detail }];
  });
}

/** 1 at the top; stops counting beyond the limit, so that a circle ends too. */
function levelOf(item: Item, byId: ReadonlyMap<string, Item>): number {
  let level = 1;
  let parent = byId.get(item.parentId ?? '');
  while (parent && level <= noteLimits.itemLevels) {
    level += 1;
    parent = byId.get(parent.parentId ?? '');
  }
  return level;
}
