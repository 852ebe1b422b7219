/** The three-way merge of items, one by one by id: text, ticked, parent and position each on its own. */
import { addedItem, inOrder, withChanges } from './edit-items.ts';
import type { Effort } from './effort.ts';
import { type Move, plantItems } from './item-tree.ts';
import { mergeText } from './merge-text.ts';
import {
  areSameItems, type Item, type ItemField, type ItemsEdit, type ItemUpsert, isSameItem, itemFieldNames, itemFields, picked,
} from './writing.ts'; // prettier-ignore

export type ThreeItems = {
  base: readonly Item[];
  current: readonly Item[];
  edit: ItemsEdit;
  /** False where the edit was made on a later revision than `base`: then all that it names counts as changed. */
  isExactBase: boolean;
};

/** `overruled`: current items with the texts of the edit that gave way to theirs. */
export type MergedItems = { items: Item[]; isMerged: boolean; isOverwritten: boolean; overruled: Item[] };

const textNames = itemFieldNames.filter(name => itemFields[name].merge === 'text');

type ById = ReadonlyMap<string, Item>;

export function mergeItems({ base, current, edit, isExactBase }: ThreeItems, effort: Effort): MergedItems {
  const before = byId(base);
  const now = byId(current);
  const merged = withoutRemoved(before, now, edit.remove);
  const moves: Move[] = [];
  let last = current.at(-1)?.position;
  let isOverwritten = false;
  const overruled: Item[] = [];
  for (const change of edit.upsert) {
    const old = before.get(change.id);
    const present = now.get(change.id);
    const changes = isExactBase && old ? deliberate(change, old) : change;
    if (present && !hasChanges(changes)) continue;
    const from = present ?? old ?? addedItem(change.id, last);
    isOverwritten ||= present !== undefined && old !== undefined && overwrites(changes, old, present);
    const mergedText = present && mergedTexts(changes, old, present, effort);
    isOverwritten ||= mergedText?.isOverwritten ?? false;
    if (mergedText?.overruled) overruled.push(mergedText.overruled);
    const after = withChanges(from, { ...changes, ...mergedText?.texts });
    merged.set(after.id, after);
    if (changes.parentId !== undefined || !present)
      moves.push({ id: after.id, from: present?.parentId ?? null, to: after.parentId });
    if (last === undefined || after.position > last) last = after.position;
  }
  const parentBefore = (id: string) => (before.get(id) ?? now.get(id))?.parentId ?? null;
  const items = inOrder(plantItems([...merged.values()], moves, parentBefore));
  const isMerged = !areSameItems(base, current) && !areSameItems(items, current);
  return { items, isMerged, isOverwritten, overruled };
}

/** An item that others changed since stays, and so does one that the base does not know. */
function withoutRemoved(before: ById, now: ById, remove: readonly string[]): Map<string, Item> {
  const left = new Map(now);
  for (const id of remove) {
    const old = before.get(id);
    const present = now.get(id);
    if (old && present && !isEdited(old, present, before, now)) left.delete(id);
  }
  return left;
}

/** Whether the other side changed the item, beyond its having moved up because its parent was removed. */
function isEdited(old: Item, present: Item, before: ById, now: ById): boolean {
  let parentId = old.parentId;
  while (parentId !== null && !now.has(parentId)) parentId = before.get(parentId)?.parentId ?? null;
  return !isSameItem({ ...old, parentId }, present);
}

/** What the edit changes of the item, and does not only repeat. */
function deliberate(change: ItemUpsert, old: Item): ItemUpsert {
  const changed = itemFieldNames.filter(name => change[name] !== old[name]);
  return { id: change.id, ...picked(change, changed) };
}

function hasChanges(change: ItemUpsert): boolean {
  return itemFieldNames.some(name => change[name] !== undefined);
}

/** Both changed the same thing to something else; texts are not overwritten but merged. */
function overwrites(change: ItemUpsert, old: Item, present: Item): boolean {
  const isLost = (name: ItemField) =>
    change[name] !== undefined && present[name] !== old[name] && present[name] !== change[name];
  return itemFieldNames.some(name => itemFields[name].merge === 'later' && isLost(name));
}

/** `overruled`: the present item with those texts of the edit of which a part gave way. */
function mergedTexts(changes: ItemUpsert, old: Item | undefined, present: Item, effort: Effort) {
  const changed = textNames.filter(name => changes[name] !== undefined);
  const results = changed.map(name => {
    const [base, current, mine] = [String(old?.[name] ?? ''), String(present[name]), String(changes[name])];
    return { name, mine, ...mergeText({ base, current, mine }, ' ', effort) };
  });
  const overruled = results.filter(({ gaveWay }) => gaveWay.includes('mine'));
  return {
    texts: Object.fromEntries(results.map(({ name, text }) => [name, text])) as Partial<Item>,
    isOverwritten: results.some(({ gaveWay }) => gaveWay.length > 0),
    overruled:
      overruled.length > 0
        ? { ...present, ...Object.fromEntries(overruled.map(({ name, mine }) => [name, mine])) }
        : undefined,
  };
}

function byId(items: readonly Item[]): ById {
  return new Map(items.map(item => [item.id, item]));
}
