/** The items of a list: their order, and the plain effect of an edit on them. */
import { positionAfter } from './position.ts';
import { type Item, type ItemsEdit, type ItemUpsert, itemFieldNames, picked } from './writing.ts';

/**
 * Removes, changes and adds. The children of a removed item move up to its parent.
 * Whether the result is a sound tree is for the caller to check.
 */
export function editItems(items: readonly Item[], { upsert, remove }: ItemsEdit): Item[] {
  const kept = withoutItems(items, new Set(remove));
  const byId = new Map(kept.map(item => [item.id, item]));
  let last = kept.at(-1)?.position;
  for (const change of upsert) {
    const after = withChanges(byId.get(change.id) ?? addedItem(change.id, last), change);
    byId.set(change.id, after);
    if (last === undefined || after.position > last) last = after.position;
  }
  return inOrder([...byId.values()]);
}

/** By position, ties by id. */
export function inOrder(items: readonly Item[]): Item[] {
  return items.toSorted((left, right) =>
    left.position === right.position ? compare(left.id, right.id) : compare(left.position, right.position),
  );
}

/** The rest, with the nearest surviving ancestor as the parent. */
export function withoutItems(items: readonly Item[], removed: ReadonlySet<string>): Item[] {
  const parentOf = new Map(items.map(({ id, parentId }) => [id, parentId]));
  const survivor = (parentId: string | null): string | null => {
    let current = parentId;
    while (current !== null && removed.has(current)) current = parentOf.get(current) ?? null;
    return current;
  };
  return items.filter(({ id }) => !removed.has(id)).map(item => ({ ...item, parentId: survivor(item.parentId) }));
}

/** A new item with nothing in it, after the one at `last`. */
export function addedItem(id: string, last: string | undefined): Item {
  return { id, text: '', checked: false, parentId: null, position: positionAfter(last) };
}

export function withChanges(item: Item, change: ItemUpsert): Item {
  return { ...item, ...(picked(change, itemFieldNames) as Partial<Item>) };
}

/** Bytewise, which for these characters is JavaScript's own order. */
function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
