/** A sound tree of items after a merge: every parent there, no circle, no more levels than allowed. */
import { type Item, ITEM_LEVELS } from './writing.ts';

/** An item that shall stand under `to`, and stood under `from`. */
export type Move = { id: string; from: string | null; to: string | null };

/**
 * The items with `moves` made, each to the nearest place that is sound: an ancestor of the wanted parent, or where the
 * item was. `parentBefore` tells the parent that an item had which is gone now.
 */
export function plantItems(
  items: readonly Item[],
  moves: readonly Move[],
  parentBefore: (id: string) => string | null,
): Item[] {
  const ids = new Set(items.map(({ id }) => id));
  const survivor = (parentId: string | null): string | null => {
    let current = parentId;
    for (let level = 0; current !== null && !ids.has(current); level += 1)
      current = level < ITEM_LEVELS ? parentBefore(current) : null;
    return current;
  };
  // All that move are taken out first, so that two may change places.
  const moved = new Set(moves.map(({ id }) => id));
  const tree = makeTree();
  for (const { id, parentId } of items) tree.put(id, moved.has(id) ? null : survivor(parentId));
  for (const { id, from, to } of moves) {
    const room = [to, from].map(wanted => tree.nearestRoom(id, survivor(wanted)));
    tree.put(id, room.find(parent => parent !== undefined) ?? null);
  }
  return items.map(item => ({ ...item, parentId: tree.parentOf(item.id) }));
}

function makeTree() {
  const parents = new Map<string, string | null>();
  const children = new Map<string, string[]>();
  const parentOf = (id: string) => parents.get(id) ?? null;
  /** How many levels `id` and what is under it take. */
  const heightOf = (id: string): number => 1 + Math.max(0, ...(children.get(id) ?? []).map(heightOf));
  const ancestors = (id: string | null): string[] => (id === null ? [] : [id, ...ancestors(parentOf(id))]);
  return {
    parentOf,
    /** An item moves at most once, from the top. */
    put(id: string, parentId: string | null): void {
      parents.set(id, parentId);
      if (parentId === null) return;
      const siblings = children.get(parentId);
      if (siblings) siblings.push(id);
      else children.set(parentId, [id]);
    },
    /** `wanted` or the nearest of its ancestors under which `id` has room, null for the top; undefined inside itself. */
    nearestRoom(id: string, wanted: string | null): string | null | undefined {
      const above = ancestors(wanted);
      if (above.includes(id)) return undefined;
      const surplus = Math.max(0, above.length + heightOf(id) - ITEM_LEVELS);
      return above[surplus] ?? null;
    },
  };
}
