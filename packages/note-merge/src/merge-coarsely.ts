/** The merge of texts in which there is no time to look for words: without loss, but it may repeat what is unchanged. */
import { type Cut, cutEnds } from './common-ends.ts';
import { isSpacedLetter } from './words.ts';

export type ThreeTexts = { base: string; current: string; mine: string };

/** Never within a word or a pair of surrogates. */
const betweenWords: Cut = {
  head(text, length) {
    let end = length;
    while (end > 0 && isSpacedLetter(text.charAt(end - 1))) end -= 1;
    return isHighSurrogate(text, end - 1) ? end - 1 : end;
  },
  tail(text, from) {
    let start = from;
    while (start < text.length && isSpacedLetter(text.charAt(start))) start += 1;
    return isLowSurrogate(text, start) ? start + 1 : start;
  },
};

/** One change of each side is found: both are made where they are apart, else both stay whole with `joint` between. */
export function mergeCoarsely({ base, current, mine }: ThreeTexts, joint: string): string {
  const theirs = cutEnds([base, current], betweenWords);
  const ours = cutEnds([base, mine], betweenWords);
  const [theirEnd, ourEnd] = [base.length - theirs.tail.length, base.length - ours.tail.length];
  if (theirEnd < ours.head.length)
    return theirs.head + theirs.inner[1] + base.slice(theirEnd, ours.head.length) + ours.inner[1] + ours.tail;
  if (ourEnd < theirs.head.length)
    return ours.head + ours.inner[1] + base.slice(ourEnd, theirs.head.length) + theirs.inner[1] + theirs.tail;
  const { head, tail, inner } = cutEnds([base, current, mine], betweenWords);
  return head + bothOf(inner[1], inner[2], joint) + tail;
}

function bothOf(current: string, mine: string, joint: string): string {
  if (current.endsWith(mine)) return current;
  return mine.startsWith(current) ? mine : current + joint + mine;
}

function isHighSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800;
}

function isLowSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}
