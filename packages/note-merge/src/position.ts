/** Positions of items: strings over 0-9A-Za-z, compared bytewise, between which there is (almost) always room for another. */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = DIGITS.length;

/** As the contract has it. */
const MAX_LENGTH = 64;

const ITEM_DIGITS = 6;
/** Leaves two digits of room between neighbours before positions grow. */
const ITEM_STEP = BASE ** 2;
const LAST_ITEM = BASE ** ITEM_DIGITS - 1;

/** The position of an item that is added after the one at `last` (or as the first). */
export function positionAfter(last: string | undefined): string {
  if (last === undefined) return toDigits(ITEM_STEP, ITEM_DIGITS);
  const next = fromDigits(last.slice(0, ITEM_DIGITS).padEnd(ITEM_DIGITS, '0')) + ITEM_STEP;
  if (next <= LAST_ITEM) return toDigits(next, ITEM_DIGITS);
  const beyond = between(last, null);
  // At the very end of what can be written items share a position, and their ids decide.
  return beyond !== undefined && beyond.length <= MAX_LENGTH ? beyond : last;
}

/**
 * A position strictly between `before` and `after`; `null` stands for the open end.
 * Undefined where there is none: `after` is not behind `before`, or is it with nothing but zeros appended.
 */
export function between(before: string | null, after: string | null): string | undefined {
  if (after === null) return middle(before ?? '', null);
  // Never a position that differs from `after` by zeros alone: nothing could come between those two.
  const end = after.replace(/0+$/, '');
  return (before ?? '') < end ? middle(before ?? '', end) : undefined;
}

/** Both are read as fractions; a digit that `low` lacks is a zero. */
function middle(low: string, high: string | null): string | undefined {
  const shared = high === null ? 0 : sharedDigits(low, high);
  if (high !== null && shared > 0) {
    const rest = high.length === shared ? undefined : middle(low.slice(shared), high.slice(shared));
    return rest === undefined ? undefined : high.slice(0, shared) + rest;
  }
  const lowDigit = digitAt(low) ?? 0;
  const highDigit = high === null ? BASE : (digitAt(high) ?? 0);
  if (highDigit - lowDigit > 1) return DIGITS.charAt(Math.floor((lowDigit + highDigit) / 2));
  if (high !== null && high.length > 1) return high.charAt(0);
  const rest = middle(low.slice(1), null);
  return rest === undefined ? undefined : DIGITS.charAt(lowDigit) + rest;
}

function sharedDigits(low: string, high: string): number {
  let count = 0;
  while (count < high.length && (low[count] ?? '0') === high[count]) count += 1;
  return count;
}

function digitAt(position: string): number | undefined {
  return position === '' ? undefined : DIGITS.indexOf(position.charAt(0));
}

/** `value` in `width` digits of base 62. */
export function toDigits(value: number, width: number): string {
  let digits = '';
  for (let rest = value; digits.length < width; rest = Math.floor(rest / BASE))
    digits = DIGITS.charAt(rest % BASE) + digits;
  return digits;
}

function fromDigits(digits: string): number {
  return Array.from(digits).reduce((value, digit) => value * BASE + DIGITS.indexOf(digit), 0);
}
