/** The merge of texts in which there is no time to look for words: without loss, but it may repeat what is unchanged. */
import { type Cut, cutEnds } from './common-ends.ts';
import { MARKS, PREPEND } from './clusters.ts';
import { isSpacedLetter } from './words.ts';

export type ThreeTexts = { base: string; current: string; mine: string };

/** Never within a word or a grapheme cluster of any of the texts. */
const betweenWords: Cut = {
  head(texts, length) {
    let end = length;
    while (end > 0 && !texts.every(text => isBreak(text, end))) end -= 1;
    return end;
  },
  tail(texts, length) {
    let end = length;
    while (end > 0 && !texts.every(text => isBreak(text, text.length - end))) end -= 1;
    return end;
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

const prepended = new RegExp(`[${PREPEND}]`, 'v');
const unfinished = new RegExp(String.raw`[${MARKS}${PREPEND}]|\p{Surrogate}`, 'v');
const continuing = new RegExp(String.raw`[${MARKS}]|\p{Surrogate}`, 'v');

/** Whether a word and a cluster end before this place, as far as the two code units around it tell. */
function isBreak(text: string, at: number): boolean {
  const [before, after] = [text.charAt(at - 1), text.charAt(at)];
  if (before === '' || after === '') return true;
  if (/\s/.test(after)) return !prepended.test(before);
  return !continuing.test(after) && !unfinished.test(before) && !(isSpacedLetter(before) && isSpacedLetter(after));
}
