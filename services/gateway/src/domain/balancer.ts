/** The less loaded of two random candidates: nearly as even as asking all of them, and without the herd. */

/** Undefined when there is no candidate. `random` answers numbers from 0 up to, not including, 1. */
export function lessLoadedOfTwo<T extends { readonly inFlight: number }>(
  candidates: readonly T[],
  random: () => number,
): T | undefined {
  const { length } = candidates;
  if (length < 2) return candidates[0];
  const first = Math.floor(random() * length);
  const step = 1 + Math.floor(random() * (length - 1));
  const one = candidates[first] as T;
  const other = candidates[(first + step) % length] as T;
  return other.inFlight < one.inFlight ? other : one;
}
