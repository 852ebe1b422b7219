/** Two runs of additions to the same place become one in which both stay and nothing that they share is there twice. */
import { align, UNMATCHED } from './align.ts';
import { type IsWeak, numberStrings, withoutWeak } from './chunks.ts';
import type { Effort } from './effort.ts';

/** `gap` orders what the two do not share: the smaller first, and the current one's before mine. */
export type Placed<T> = { value: T; gap: number };

/** Both runs are subsequences of the result, compared by `keyOf`; of two equal ones the result has mine. */
export function unite<T>(
  current: readonly Placed<T>[],
  mine: readonly Placed<T>[],
  keyOf: (value: T) => string,
  isWeak: IsWeak,
  effort: Effort,
): T[] {
  const keys = [current, mine].map(run => run.map(({ value }) => keyOf(value)));
  const { numbered, weak } = numberStrings(keys, isWeak);
  const [c, m] = numbered as [Int32Array, Int32Array];
  const partners = contained(m, c) ?? withoutWeak(align(c, m, weak, effort), c, weak);
  const united: T[] = [];
  let [fromC, fromM] = [0, 0];
  const take = (toC: number, toM: number) => {
    while (fromC < toC || fromM < toM) {
      const [ours, theirs] = [mine[fromM], current[fromC]];
      const isCurrentNext =
        fromM >= toM || (fromC < toC && theirs !== undefined && ours !== undefined && theirs.gap <= ours.gap);
      const next = isCurrentNext ? theirs : ours;
      if (isCurrentNext) fromC += 1;
      else fromM += 1;
      if (next) united.push(next.value);
    }
  };
  for (const [index, partner] of partners.entries()) {
    if (partner === UNMATCHED) continue;
    take(index, partner);
    const both = mine[partner];
    if (both) united.push(both.value);
    [fromC, fromM] = [index + 1, partner + 1];
  }
  take(current.length, mine.length);
  return united;
}

/** Whether all of `inner` is in `outer`, in the same order. */
export function isContained(inner: readonly string[], outer: readonly string[]): boolean {
  let found = 0;
  for (const element of outer) if (element === inner[found]) found += 1;
  return found === inner.length;
}

/** The partners in `inner` of the elements of `outer` if all of `inner` is there in this order: an edit that came twice. */
function contained(inner: Int32Array, outer: Int32Array): Int32Array | undefined {
  const partners = new Int32Array(outer.length).fill(UNMATCHED);
  let found = 0;
  for (let index = 0; index < outer.length && found < inner.length; index += 1) {
    if (outer[index] !== inner[found]) continue;
    partners[index] = found;
    found += 1;
  }
  return found === inner.length ? partners : undefined;
}
