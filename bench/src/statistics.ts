/** What is reported of several measurements of the same thing. */

export type Summary = { median: number; min: number; max: number };

/** Throws for an empty list. */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  const middle = sorted.length / 2;
  const lower = sorted[Math.ceil(middle) - 1];
  const upper = sorted[Math.floor(middle)];
  if (min === undefined || max === undefined || lower === undefined || upper === undefined)
    throw new Error('Nothing was measured.');
  return { median: (lower + upper) / 2, min, max };
}

/** The ratio of each round's pair, so that noise that both had cancels out. */
export function summariseRatios(values: readonly number[], bases: readonly number[]): Summary {
  return summarise(values.map((value, round) => value / (bases[round] ?? Number.NaN)));
}

/** The value that this part of all values (0 to 1) does not exceed. Throws for an empty list. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  if (value === undefined) throw new Error('Nothing was measured.');
  return value;
}
