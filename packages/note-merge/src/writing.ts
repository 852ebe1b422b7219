/** What people write in a note, and what an edit changes of it; the contract's own types fit both ways. */

export type Item = { id: string; text: string; checked: boolean; parentId: string | null; position: string };

export type Writing = { kind: 'text' | 'list'; title: string; body: string; items: Item[] };

/** What is left out stays as it is, or is given its default where the item is new. */
export type ItemUpsert = {
  id: string;
  text?: string | undefined;
  checked?: boolean | undefined;
  parentId?: string | null | undefined;
  position?: string | undefined;
};

export type ItemsEdit = { upsert: ItemUpsert[]; remove: string[] };

/** An edit of a writing; the contract's edit has the `baseRevision` in addition. */
export type Edit = {
  title?: string | undefined;
  body?: string | undefined;
  kind?: Writing['kind'] | undefined;
  items?: ItemsEdit | undefined;
};

export type Field = keyof Writing;

/** How deep items may lie in each other. */
export const ITEM_LEVELS = 4;

/** The writing alone, of a note that has more. */
export function writingOf({ kind, title, body, items }: Writing): Writing {
  return { kind, title, body, items };
}

export function isSameItem(left: Item, right: Item): boolean {
  return (
    left.id === right.id &&
    left.text === right.text &&
    left.checked === right.checked &&
    left.parentId === right.parentId &&
    left.position === right.position
  );
}

export function areSameItems(left: readonly Item[], right: readonly Item[]): boolean {
  return left.length === right.length && left.every((item, index) => isSameItem(item, right[index] as Item));
}

export function isSameWriting(left: Writing, right: Writing): boolean {
  return (
    left.kind === right.kind &&
    left.title === right.title &&
    left.body === right.body &&
    areSameItems(left.items, right.items)
  );
}
