/** Chance that a seed repeats. */

export type Random = {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Whether what happens with this probability happens. */
  chance(probability: number): boolean;
};

/** Two with one seed give the same. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  /** From 0 to below 1 (mulberry32). */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return { below, pick: from => from[below(from.length)] ?? from[0], chance: probability => next() < probability };
}
