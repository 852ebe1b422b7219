/** What keys and gestures make of the items of a list: pure functions on the list in its order. */
import { between, positionAfter } from '@keep/note-merge/position';
import { inOrder } from '@keep/note-merge/edit-items';
import { type Item, ITEM_LEVELS } from '@keep/note-merge/writing';

/** An item with how deep it lies: 0 for one without a parent. */
export type Row = Item & { level: number };

/** The items as they are read: each parent before its children, by position. */
export function rowsOf(items: readonly Item[]): Row[] {
  const children = new Map<string | null, Item[]>();
  const ids = new Set(items.map(({ id }) => id));
  for (const item of inOrder(items)) {
    const parentId = item.parentId !== null && ids.has(item.parentId) ? item.parentId : null;
    children.set(parentId, [...(children.get(parentId) ?? []), item]);
  }
  const below = (parentId: string | null, level: number): Row[] =>
    (children.get(parentId) ?? []).flatMap(item => [{ ...item, level }, ...below(item.id, level + 1)]);
  return below(null, 0);
}

/** The item and everything below it. */
export function withDescendants(items: readonly Item[], id: string): Set<string> {
  const rows = rowsOf(items);
  const start = rows.findIndex(row => row.id === id);
  const top = rows[start];
  if (!top) return new Set();
  const after = rows.slice(start + 1).findIndex(({ level }) => level <= top.level);
  const end = after < 0 ? rows.length : start + 1 + after;
  return new Set(rows.slice(start, end).map(row => row.id));
}

export type NewItem = { id: string; text: string; checked?: boolean };

/** Adds items below `afterId` and beside it, above everything where it is null, or at the end where it is undefined. */
export function addItems(
  items: readonly Item[],
  afterId: string | null | undefined,
  added: readonly NewItem[],
): Item[] {
  const { parentId, previous, next } = spotAfter(items, afterId);
  let last = previous;
  const made = added.map(({ id, text, checked = false }) => {
    last = place(last, next);
    return { id, text, checked, parentId, position: last };
  });
  return inOrder([...items, ...made]);
}

/** Where something new goes: below a parent, between the positions of two siblings. */
type Spot = { parentId: string | null; previous: string | null; next: string | null };

function spotAfter(items: readonly Item[], afterId: string | null | undefined): Spot {
  const rows = rowsOf(items);
  const before = rows.find(({ id }) => id === afterId);
  if (!before) {
    const roots = rows.filter(({ level }) => level === 0);
    if (afterId === null) return { parentId: null, previous: null, next: roots[0]?.position ?? null };
    return { parentId: null, previous: roots.at(-1)?.position ?? null, next: null };
  }
  const below = rows[rows.indexOf(before) + 1];
  if (below && below.parentId === before.id) return { parentId: before.id, previous: null, next: below.position };
  return { parentId: before.parentId, previous: before.position, next: nextSibling(items, before)?.position ?? null };
}

/** Enter: at the start an empty item above, at the end one below, in the middle the rest of the text goes below. */
export function splitItem(
  items: readonly Item[],
  id: string,
  at: number,
  newId: string,
): { items: Item[]; focus: string } {
  const rows = rowsOf(items);
  const row = rows.find(each => each.id === id);
  if (!row) return { items: [...items], focus: id };
  if (at === 0 && row.text !== '') {
    const siblings = rows.filter(({ parentId }) => parentId === row.parentId);
    const position = place(siblings[siblings.indexOf(row) - 1]?.position ?? null, row.position);
    return {
      items: inOrder([...items, { id: newId, text: '', checked: false, parentId: row.parentId, position }]),
      focus: id,
    };
  }
  const kept = changeItem(items, id, { text: row.text.slice(0, at) });
  return { items: addItems(kept, id, [{ id: newId, text: row.text.slice(at), checked: row.checked }]), focus: newId };
}

/** Backspace at the start: the text goes to the end of the item before, the children move up. Undefined for the first. */
export function joinWithPrevious(
  items: readonly Item[],
  id: string,
  order: readonly Row[],
): { items: Item[]; focus: string; at: number } | undefined {
  const index = order.findIndex(row => row.id === id);
  const [previous, row] = [order[index - 1], order[index]];
  if (!previous || !row) return undefined;
  const joined = changeItem(items, previous.id, { text: previous.text + row.text });
  return { items: removeItem(joined, id), focus: previous.id, at: previous.text.length };
}

/** Its children move up to its parent. */
export function removeItem(items: readonly Item[], id: string): Item[] {
  const parentId = items.find(item => item.id === id)?.parentId ?? null;
  return items.filter(item => item.id !== id).map(item => (item.parentId === id ? { ...item, parentId } : item));
}

export function changeItem(
  items: readonly Item[],
  id: string,
  change: Partial<Pick<Item, 'text' | 'checked' | 'parentId' | 'position'>>,
): Item[] {
  return inOrder(items.map(item => (item.id === id ? { ...item, ...change } : item)));
}

/** Ticks or unticks an item together with everything below it. */
export function tickItem(items: readonly Item[], id: string, checked: boolean): Item[] {
  const ids = withDescendants(items, id);
  return items.map(item => (ids.has(item.id) ? { ...item, checked } : item));
}

/** Makes it a child of the item before it on its level. The same items where there is none, or where it would lie too deep. */
export function indentItem(items: readonly Item[], id: string): Item[] {
  const rows = rowsOf(items);
  const index = rows.findIndex(row => row.id === id);
  const row = rows[index];
  const parent = rows.slice(0, Math.max(0, index)).findLast(({ level }) => level <= (row?.level ?? 0));
  if (!row || !parent || parent.level !== row.level) return [...items];
  if (row.level + heightOf(items, id) >= ITEM_LEVELS) return [...items];
  return changeItem(items, id, { parentId: parent.id });
}

/** Makes it a sibling of its parent, behind it and all that lies below it. */
export function outdentItem(items: readonly Item[], id: string): Item[] {
  const row = rowsOf(items).find(each => each.id === id);
  const parent = items.find(item => item.id === row?.parentId);
  if (!row || !parent) return [...items];
  const position = place(parent.position, nextSibling(items, parent)?.position ?? null);
  return changeItem(items, id, { parentId: parent.parentId, position });
}

/** Moves it, with what lies below it, behind `afterId` (null: before everything), `level` deep where that is possible. */
export function moveItem(items: readonly Item[], id: string, afterId: string | null, level: number): Item[] {
  const moved = withDescendants(items, id);
  if (afterId !== null && moved.has(afterId)) return [...items];
  const rest = rowsOf(items.filter(item => !moved.has(item.id)));
  const index = afterId === null ? -1 : rest.findIndex(row => row.id === afterId);
  const before = rest[index];
  const deepest = Math.min((before?.level ?? -1) + 1, ITEM_LEVELS - heightOf(items, id));
  const wanted = Math.max(0, Math.min(level, deepest));
  const parent = wanted === 0 ? undefined : rest.slice(0, index + 1).findLast(row => row.level === wanted - 1);
  const siblings = inOrder(rest.filter(row => row.parentId === (parent?.id ?? null)));
  const previous = siblings.findLast(row => rest.findIndex(({ id: each }) => each === row.id) <= index);
  const next = siblings[siblings.findIndex(row => row.id === previous?.id) + 1];
  return changeItem(items, id, {
    parentId: parent?.id ?? null,
    position: place(previous?.position ?? null, next?.position ?? null),
  });
}

/** How many levels it takes with everything below it: 1 for an item without children. */
function heightOf(items: readonly Item[], id: string): number {
  const ids = withDescendants(items, id);
  const levels = rowsOf(items).flatMap(row => (ids.has(row.id) ? [row.level] : []));
  return Math.max(...levels) - Math.min(...levels) + 1;
}

function nextSibling(items: readonly Item[], item: Item): Item | undefined {
  const siblings = inOrder(items.filter(({ parentId }) => parentId === item.parentId));
  return siblings[siblings.findIndex(({ id }) => id === item.id) + 1];
}

/** Between two positions; where there is no room left, behind the first. */
function place(before: string | null, after: string | null): string {
  if (before !== null && after === null) return positionAfter(before);
  if (before === null && after === null) return positionAfter(undefined);
  return between(before, after) ?? positionAfter(before ?? undefined);
}
