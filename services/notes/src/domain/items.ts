/** The items of a list: their order, their tree, and what an edit does to them. */
import { type CreateNoteBody, type EditNoteBody, noteLimits } from '@keep/contracts/notes-http';
import type { FieldError } from '@keep/contracts/problem';
import type { Item } from './note.ts';
import { positionAfter } from './position.ts';

type ItemEdit = NonNullable<EditNoteBody['items']>;
type ItemUpsert = ItemEdit['upsert'][number];
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

/** Removes, changes and adds. The children of a removed item move up to its parent. */
export function editItems(items: readonly Item[], { upsert, remove }: ItemEdit): Item[] {
  const kept = withoutItems(items, new Set(remove));
  const byId = new Map(kept.map(item => [item.id, item]));
  let last = kept.at(-1)?.position;
  for (const { id, ...changes } of upsert) {
    const before = byId.get(id) ?? { id, text: '', checked: false, parentId: null, position: positionAfter(last) };
    const after = withChanges(before, changes);
    byId.set(id, after);
    if (last === undefined || after.position > last) last = after.position;
  }
  return inOrder([...byId.values()]);
}

/** What is wrong with an edit, given the items as they would be after it. */
export function itemEditFaults(items: readonly Item[], { upsert, remove }: ItemEdit): FieldError[] {
  const indexOf = new Map<string, number>();
  for (const [index, { id }] of upsert.entries()) if (!indexOf.has(id)) indexOf.set(id, index);
  const removed = new Set(remove);
  const faults = upsert.flatMap(({ id }, index) => {
    const pointer = `/items/upsert/${index}/id`;
    if (removed.has(id)) return [{ pointer, detail: 'is removed by the same edit' }];
    return indexOf.get(id) === index ? [] : [{ pointer, detail: 'occurs twice' }];
  });
  const ofTree = itemFaults(items).map(({ itemId, field, detail }) => {
    const index = indexOf.get(itemId);
    return { pointer: index === undefined ? '/items/upsert' : `/items/upsert/${index}/${field}`, detail };
  });
  const count =
    items.length > noteLimits.items ? [{ pointer: '/items', detail: `would be more than ${noteLimits.items}` }] : [];
  return [...faults, ...ofTree, ...count];
}

/** By position, ties by id. */
export function inOrder(items: readonly Item[]): Item[] {
  return items.toSorted((left, right) =>
    left.position === right.position ? compare(left.id, right.id) : compare(left.position, right.position),
  );
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

function withoutItems(items: readonly Item[], removed: ReadonlySet<string>): Item[] {
  const parentOf = new Map(items.map(({ id, parentId }) => [id, parentId]));
  const survivor = (parentId: string | null): string | null => {
    let current = parentId;
    while (current !== null && removed.has(current)) current = parentOf.get(current) ?? null;
    return current;
  };
  return items.filter(({ id }) => !removed.has(id)).map(item => ({ ...item, parentId: survivor(item.parentId) }));
}

function withChanges(item: Item, { text, checked, parentId, position }: Omit<ItemUpsert, 'id'>): Item {
  return {
    id: item.id,
    text: text ?? item.text,
    checked: checked ?? item.checked,
    parentId: parentId === undefined ? item.parentId : parentId,
    position: position ?? item.position,
  };
}

/** Bytewise, which for these characters is JavaScript's own order. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
