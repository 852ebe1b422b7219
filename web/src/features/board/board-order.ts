/** The order of a board. */
import type { ShownNote } from '../../data/shown-note.ts';

/** As the API lists notes: pinned first, then by position, ties by id. */
export function inBoardOrder(left: ShownNote, right: ShownNote): number {
  if (left.placement.pinned !== right.placement.pinned) return left.placement.pinned ? -1 : 1;
  return compare(left.placement.position, right.placement.position) || compare(left.id, right.id);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
