/** The shortest edit script between two short or similar sequences (Myers, 1986, greedy), given up when it gets long. */
import { type Effort, spend } from './effort.ts';

/** Part of two sequences `a` and `b`: from (inclusive) and to (exclusive). */
export type Window = { aFrom: number; aTo: number; bFrom: number; bTo: number };

/** More removals and additions than this within one window, and nothing in it counts as kept. */
const MAX_EDITS = 600;

/** Writes the matches within `window` to `partners`; none at all when the effort does not suffice. */
export function shortestEdit(a: Int32Array, b: Int32Array, window: Window, partners: Int32Array, effort: Effort): void {
  const { aFrom, aTo, bFrom, bTo } = window;
  const aLength = aTo - aFrom;
  const bLength = bTo - bFrom;
  const max = Math.min(aLength + bLength, MAX_EDITS);
  /** By diagonal (`a` minus `b`, shifted by `max + 1`): how far in `a` the furthest path has come. */
  const furthest = new Int32Array(2 * max + 3);
  const rounds: Int32Array[] = [];
  for (let edits = 0; edits <= max; edits += 1) {
    rounds.push(furthest.slice(max + 1 - edits, max + 2 + edits));
    let steps = 2 * edits + 1;
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = max + 1 + diagonal;
      const isDown =
        diagonal === -edits || (diagonal !== edits && valueAt(furthest, at - 1) < valueAt(furthest, at + 1));
      let x = isDown ? valueAt(furthest, at + 1) : valueAt(furthest, at - 1) + 1;
      const start = x;
      while (x < aLength && x - diagonal < bLength && a[aFrom + x] === b[bFrom + x - diagonal]) x += 1;
      steps += x - start;
      furthest[at] = x;
      if (x >= aLength && x - diagonal >= bLength) return matchPath(window, rounds, partners);
    }
    if (!spend(effort, steps)) return;
  }
}

/** Walks back from the end, round by round; what is walked diagonally is kept. */
function matchPath({ aFrom, aTo, bFrom, bTo }: Window, rounds: readonly Int32Array[], partners: Int32Array): void {
  let x = aTo - aFrom;
  let y = bTo - bFrom;
  for (let edits = rounds.length - 1; edits >= 0; edits -= 1) {
    const before = rounds[edits] as Int32Array;
    const diagonal = x - y;
    const isDown =
      diagonal === -edits ||
      (diagonal !== edits && valueAt(before, diagonal - 1 + edits) < valueAt(before, diagonal + 1 + edits));
    const previous = isDown ? diagonal + 1 : diagonal - 1;
    const startX = edits === 0 ? 0 : valueAt(before, previous + edits);
    const afterEdit = edits === 0 ? 0 : startX + (isDown ? 0 : 1);
    while (x > afterEdit) {
      x -= 1;
      y -= 1;
      partners[aFrom + x] = bFrom + y;
    }
    x = startX;
    y = startX - previous;
  }
}

function valueAt(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}
