/**
 * Which elements of two sequences belong together: equal ones, in the same order, as many as a bounded effort finds.
 * Elements that occur once on both sides are matched first (patience diff), which keeps moved and repeated words from
 * pulling unrelated places together; what lies between them is left to a shortest edit script (Myers, 1986).
 */
import { type Effort, spend } from './effort.ts';
import { shortestEdit, type Window } from './shortest-edit.ts';

export const UNMATCHED = -1;

/**
 * For each element of `a` the index of its partner in `b`, rising, or `UNMATCHED`.
 * Elements are indexes of `weak`, which has a 1 for what is too common to tell a place by. With no effort left only a common beginning and end are found.
 */
export function align(a: Int32Array, b: Int32Array, weak: Uint8Array, effort: Effort): Int32Array {
  const partners = new Int32Array(a.length).fill(UNMATCHED);
  const countsA = new Int32Array(weak.length);
  const countsB = new Int32Array(weak.length);
  const placesB = new Int32Array(weak.length);
  const pending: Window[] = [{ aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length }];
  for (let window = pending.pop(); window; window = pending.pop()) {
    const inner = matchEnds(a, b, window, partners);
    const size = inner.aTo - inner.aFrom + inner.bTo - inner.bFrom;
    if (inner.aFrom === inner.aTo || inner.bFrom === inner.bTo || !spend(effort, size)) continue;
    const anchors = rising(uniquePairs(inner));
    if (anchors.length === 0) shortestEdit(a, b, inner, partners, effort);
    else pending.push(...windowsBetween(anchors, inner, partners));
  }
  return partners;

  /** Elements that occur once in both parts, in the order of `a`. */
  function uniquePairs({ aFrom, aTo, bFrom, bTo }: Window): Pair[] {
    for (let i = aFrom; i < aTo; i += 1) countsA[a[i] as number] = 0;
    for (let j = bFrom; j < bTo; j += 1) countsB[b[j] as number] = 0;
    for (let i = aFrom; i < aTo; i += 1) countsB[a[i] as number] = 0;
    for (let i = aFrom; i < aTo; i += 1) countsA[a[i] as number] = (countsA[a[i] as number] as number) + 1;
    for (let j = bFrom; j < bTo; j += 1) {
      const element = b[j] as number;
      countsB[element] = (countsB[element] as number) + 1;
      placesB[element] = j;
    }
    const pairs: Pair[] = [];
    for (let i = aFrom; i < aTo; i += 1) {
      const element = a[i] as number;
      if (countsA[element] === 1 && countsB[element] === 1 && weak[element] === 0)
        pairs.push({ a: i, b: placesB[element] as number });
    }
    return pairs;
  }
}

type Pair = { a: number; b: number };

/** Matches the common beginning and end; returns what is left between them. */
function matchEnds(a: Int32Array, b: Int32Array, window: Window, partners: Int32Array): Window {
  let { aFrom, aTo, bFrom, bTo } = window;
  while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) {
    partners[aFrom] = bFrom;
    aFrom += 1;
    bFrom += 1;
  }
  while (aFrom < aTo && bFrom < bTo && a[aTo - 1] === b[bTo - 1]) {
    aTo -= 1;
    bTo -= 1;
    partners[aTo] = bTo;
  }
  return { aFrom, aTo, bFrom, bTo };
}

/** A longest part of `pairs` in which `b` rises too: patience sorting. */
function rising(pairs: readonly Pair[]): Pair[] {
  const tops: number[] = [];
  const below = new Int32Array(pairs.length);
  for (const [index, pair] of pairs.entries()) {
    const pile = firstPileAbove(pairs, tops, pair.b);
    below[index] = pile === 0 ? UNMATCHED : (tops[pile - 1] as number);
    tops[pile] = index;
  }
  const longest: Pair[] = [];
  for (let index = tops.at(-1) ?? UNMATCHED; index !== UNMATCHED; index = below[index] as number)
    longest.push(pairs[index] as Pair);
  return longest.toReversed();
}

function firstPileAbove(pairs: readonly Pair[], tops: readonly number[], b: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pairs[tops[middle] as number] as Pair).b < b) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Matches the anchors; returns what lies between them. */
function windowsBetween(anchors: readonly Pair[], window: Window, partners: Int32Array): Window[] {
  const windows: Window[] = [];
  let { aFrom, bFrom } = window;
  for (const anchor of anchors) {
    partners[anchor.a] = anchor.b;
    if (anchor.a > aFrom && anchor.b > bFrom) windows.push({ aFrom, aTo: anchor.a, bFrom, bTo: anchor.b });
    aFrom = anchor.a + 1;
    bFrom = anchor.b + 1;
  }
  windows.push({ ...window, aFrom, bFrom });
  return windows;
}
