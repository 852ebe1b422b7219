/** Whether a change is already in what others have: then it has come twice, and must not be made twice. */
import { align, UNMATCHED } from './align.ts';
import { type Effort, spend } from './effort.ts';

export type NumberedThree = { base: Int32Array; current: Int32Array; mine: Int32Array; weak: Uint8Array };

/**
 * Whether all that was added from `base` to `mine` is in `current`, and nothing that was removed still is.
 * Of what is weak, nothing need be found if something else was added: it may have met its like.
 */
export function isMade(three: NumberedThree, inMine: Int32Array, effort: Effort): boolean {
  const { current, mine, weak } = three;
  const inCurrent = align(mine, current, weak, effort);
  const isKept = new Uint8Array(mine.length);
  for (const place of inMine) if (place !== UNMATCHED) isKept[place] = 1;
  const added = [...mine.keys()].filter(index => isKept[index] === 0);
  // White space is no element: who changed nothing else must not be taken for having done so already.
  if (added.length === 0 && inMine.every(place => place !== UNMATCHED)) return false;
  const telling = added.filter(index => weak[mine[index] as number] === 0);
  const isAllThere = (telling.length > 0 ? telling : added).every(index => inCurrent[index] !== UNMATCHED);
  return isAllThere && isAllGone(three, inMine, inCurrent, effort);
}

/** Looks for what was removed among what `current` has beyond `mine` at the same place. */
function isAllGone(
  { base, current }: NumberedThree,
  inMine: Int32Array,
  inCurrent: Int32Array,
  effort: Effort,
): boolean {
  const isShared = new Uint8Array(current.length);
  for (const place of inCurrent) if (place !== UNMATCHED) isShared[place] = 1;
  const removed = new Set<number>();
  let from = 0;
  for (let index = 0; index <= base.length; index += 1) {
    const place = index === base.length ? inCurrent.length : (inMine[index] as number);
    if (place === UNMATCHED) removed.add(base[index] as number);
    else {
      if (removed.size > 0 && hasAnyBetween(from, place)) return false;
      removed.clear();
      from = place + 1;
    }
  }
  return true;

  /** Between the nearest elements of mine, before `start` and from `end` on, that `current` has too. */
  function hasAnyBetween(start: number, end: number): boolean {
    let before = start - 1;
    while (before >= 0 && inCurrent[before] === UNMATCHED) before -= 1;
    let after = end;
    while (after < inCurrent.length && inCurrent[after] === UNMATCHED) after += 1;
    const [low, high] = [(inCurrent[before] ?? UNMATCHED) + 1, inCurrent[after] ?? current.length];
    if (!spend(effort, high - low + after - before)) return true;
    for (let index = low; index < high; index += 1)
      if (isShared[index] === 0 && removed.has(current[index] as number)) return true;
    return false;
  }
}
