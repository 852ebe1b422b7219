/** What people write in a note, and what an edit changes of it; the contract's own types fit both ways. */

export type Item = { id: string; text: string; checked: boolean; parentId: string | null; position: string };

export type Writing = { kind: 'text' | 'list'; title: string; body: string; items: Item[] };

/** What is left out stays as it is, or is given its default where the item is new. */
export type ItemUpsert = { id: string } & { [F in ItemField]?: Item[F] | undefined };

export type ItemsEdit = { upsert: ItemUpsert[]; remove: string[] };

/** An edit of a writing; the contract's edit has the `baseRevision` in addition. */
export type Edit = { [F in WholeField]?: Writing[F] | undefined } & { items?: ItemsEdit | undefined };

export type Field = keyof Writing;
export type ItemField = Exclude<keyof Item, 'id'>;
/** A field that an edit replaces as a whole; its values are compared with `===`. */
export type WholeField = Exclude<Field, 'items'>;

/** How the changes of both sides are combined: as text, or the later value wins. */
type MergeRule = 'text' | 'later';
type FieldRule<Value> = {
  merge: Value extends string ? MergeRule : 'later';
  /** Of a writing that was stored before the field was there; the fields of the first version have none. */
  default?: Value & (string | number | boolean | null);
};

/** The one list of written fields (decision 41): comparison, edits, merging, roles, events and fingerprints derive from it. */
export const wholeFields: { [F in WholeField]: FieldRule<Writing[F]> } = {
  kind: { merge: 'later' },
  title: { merge: 'later' },
  body: { merge: 'text' },
};

/** The same of each item. */
export const itemFields: { [F in ItemField]: FieldRule<Item[F]> } = {
  text: { merge: 'text' },
  checked: { merge: 'later' },
  parentId: { merge: 'later' },
  position: { merge: 'later' },
};

export const wholeFieldNames = Object.keys(wholeFields) as WholeField[];
export const itemFieldNames = Object.keys(itemFields) as ItemField[];
export const fieldNames: readonly Field[] = [...wholeFieldNames, 'items'];

/** How deep items may lie in each other. */
export const ITEM_LEVELS = 4;

/** Those fields alone, where `source` has them. */
export function picked<T extends object, K extends keyof T>(source: T, names: readonly K[]): Pick<T, K> {
  const present = names.filter(name => source[name] !== undefined);
  return Object.fromEntries(present.map(name => [name, source[name]])) as Pick<T, K>;
}

type Defaults = Record<string, string | number | boolean | null | readonly never[]>;

/** By name, the defaults of the fields that have one. */
export function defaultsOf(rules: Record<string, { default?: Defaults[string] }>): Defaults {
  const newer = Object.entries(rules).filter(([, rule]) => rule.default !== undefined);
  return Object.fromEntries(newer.map(([name, rule]) => [name, rule.default as Defaults[string]]));
}

const newerFields = defaultsOf(wholeFields);
const newerItemFields = defaultsOf(itemFields);

/** The writing alone, of a note that has more. A field that is newer than the note gets its default. */
export function writingOf({ items, ...note }: Writing): Writing {
  return {
    ...newerFields,
    ...picked(note, wholeFieldNames),
    items: items.map(item => ({ ...newerItemFields, ...item })),
  };
}

export function isSameItem(left: Item, right: Item): boolean {
  return left.id === right.id && itemFieldNames.every(name => left[name] === right[name]);
}

export function areSameItems(left: readonly Item[], right: readonly Item[]): boolean {
  return left.length === right.length && left.every((item, index) => isSameItem(item, right[index] as Item));
}

export function isSameField(field: Field, left: Writing, right: Writing): boolean {
  return field === 'items' ? areSameItems(left.items, right.items) : left[field] === right[field];
}

export function isSameWriting(left: Writing, right: Writing): boolean {
  return fieldNames.every(field => isSameField(field, left, right));
}
