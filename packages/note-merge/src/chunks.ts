/** Three sequences side by side: where all agree, and what each has in between (as diff3 does it). */
import { align, UNMATCHED } from './align.ts';
import type { Effort } from './effort.ts';
import { isMade } from './is-made.ts';

/** What a side has between two places that all three share. */
export type Chunk = {
  isStable: boolean;
  base: readonly [from: number, to: number];
  current: readonly [from: number, to: number];
  mine: readonly [from: number, to: number];
};

/** An element that a side has in addition to the base; `gap` is the place in the base before which its change begins. */
export type Addition = { index: number; gap: number };

export type Comparison = {
  /** Whether all that mine changes is in the current one already. */
  isMade: boolean;
  chunks: Chunk[];
  /** The elements of a part of one side that the base does not have. */
  additions: (side: 'current' | 'mine', chunk: Chunk) => Addition[];
};

/** Says of an element that it is too common to tell a place by, such as a blank line. */
export type IsWeak = (element: string) => boolean;

/** Compares the elements of three sequences by equality. */
export function compareThree(
  base: readonly string[],
  current: readonly string[],
  mine: readonly string[],
  isWeak: IsWeak,
  effort: Effort,
): Comparison {
  const { numbered, weak } = numberStrings([base, current, mine], isWeak);
  const [b, c, m] = numbered as [Int32Array, Int32Array, Int32Array];
  const inMine = align(b, m, weak, effort);
  const isMineMade = isMade({ base: b, current: c, mine: m, weak }, inMine, effort);
  const inCurrent = withoutWeak(align(b, c, weak, effort), b, weak);
  withoutWeak(inMine, b, weak);
  return {
    isMade: isMineMade,
    chunks: chunksOf(inCurrent, inMine, c.length, m.length),
    additions: (side, chunk) => additionsIn(chunk.base, chunk[side], side === 'current' ? inCurrent : inMine),
  };
}

/** Equal strings get the same number. */
export function numberStrings(
  sequences: readonly (readonly string[])[],
  isWeak: IsWeak,
): { numbered: Int32Array[]; weak: Uint8Array } {
  const numbers = new Map<string, number>();
  const numberOf = (value: string): number => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, numbers.size);
    return numbers.size - 1;
  };
  const numbered = sequences.map(sequence => Int32Array.from(sequence, numberOf));
  return { numbered, weak: Uint8Array.from(numbers.keys(), value => (isWeak(value) ? 1 : 0)) };
}

/** The same partners but for those runs of them that consist of weak elements alone. */
export function withoutWeak(partners: Int32Array, elements: Int32Array, weak: Uint8Array): Int32Array {
  let to = 0;
  for (let from = 0; from < partners.length; from = to) {
    to = from + 1;
    const place = partners[from] as number;
    if (place === UNMATCHED) continue;
    while (to < partners.length && partners[to] === place + to - from) to += 1;
    if (elements.subarray(from, to).every(element => weak[element] === 1)) partners.fill(UNMATCHED, from, to);
  }
  return partners;
}

function chunksOf(inCurrent: Int32Array, inMine: Int32Array, currentLength: number, mineLength: number): Chunk[] {
  const chunks: Chunk[] = [];
  let [b, c, m] = [0, 0, 0];
  const push = (isStable: boolean, toB: number, toC: number, toM: number) => {
    if (toB > b || toC > c || toM > m) chunks.push({ isStable, base: [b, toB], current: [c, toC], mine: [m, toM] });
    [b, c, m] = [toB, toC, toM];
  };
  const isShared = (index: number) => inCurrent[index] !== UNMATCHED && inMine[index] !== UNMATCHED;
  for (let index = 0; index < inCurrent.length; index += 1) {
    if (!isShared(index)) continue;
    push(false, index, inCurrent[index] as number, inMine[index] as number);
    let end = index;
    while (end < inCurrent.length && inCurrent[end] === c + end - index && inMine[end] === m + end - index) end += 1;
    push(true, end, c + end - index, m + end - index);
    index = end - 1;
  }
  push(false, inCurrent.length, currentLength, mineLength);
  return chunks;
}

function additionsIn(
  [baseFrom, baseTo]: readonly [number, number],
  [from, to]: readonly [number, number],
  partners: Int32Array,
): Addition[] {
  const additions: Addition[] = [];
  let gap = baseFrom;
  let index = from;
  for (let at = baseFrom; at <= baseTo; at += 1) {
    const partner = at === baseTo ? to : (partners[at] as number);
    if (partner === UNMATCHED) continue;
    for (; index < partner; index += 1) additions.push({ index, gap });
    index = partner + 1;
    gap = at + 1;
  }
  return additions;
}
