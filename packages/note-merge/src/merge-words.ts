/** The three-way merge of lines that both sides changed, word by word. */
import { type Chunk, type Comparison, compareThree, numberStrings } from './chunks.ts';
import { align } from './align.ts';
import { atSpaces, cutEnds } from './common-ends.ts';
import type { Effort } from './effort.ts';
import { isMade } from './is-made.ts';
import { mergeCoarsely, type ThreeTexts } from './merge-coarsely.ts';
import { type Placed, unite } from './unite.ts';
import { isPunctuation, joinWords, type Word, wordsOf } from './words.ts';

/** One of so many words of the base must be left on each side for the rest to be merged word by word. */
const MIN_KEPT = 3;

type ThreeSequences = { base: Word[]; current: Word[]; mine: Word[] };

/**
 * Words that both added to the same place both stay, with `joint` between where they had nothing.
 * Undefined where hardly anything is left of what was there: the words of two new texts would only get mixed up.
 */
export function mergeWords(texts: ThreeTexts, joint: string, effort: Effort): string | undefined {
  const { head, inner, tail } = cutEnds([texts.base, texts.current, texts.mine], atSpaces);
  const [base, current, mine] = inner.map(text => wordsOf(text, effort));
  if (!base || !current || !mine) return mergeCoarsely(texts, joint);
  const words = { base, current, mine };
  const comparison = compareThree(base.map(textOf), current.map(textOf), mine.map(textOf), isPunctuation, effort);
  if (comparison.isMade) return texts.current;
  const merged = comparison.chunks.flatMap(chunk => mergeChunk(words, chunk, comparison, effort));
  if (areAdded(words, comparison) && texts.current.endsWith(joint + texts.mine)) return texts.current;
  if (areApart(words, comparison, countWords(head) + countWords(tail))) return undefined;
  return joinWords(head, merged, joint) + tail;
}

/** Whether all that mine changes is in the current text already, wherever its lines end. False if that takes too long. */
export function areWordsMade(texts: ThreeTexts, effort: Effort): boolean {
  const share = { left: Math.floor(effort.left / 3) };
  effort.left -= share.left;
  const sequences = [texts.base, texts.current, texts.mine].map(text => wordsOf(text, share)?.map(textOf));
  effort.left += share.left;
  const [base, current, mine] = sequences;
  if (!base || !current || !mine) return false;
  const { numbered, weak } = numberStrings([base, current, mine], isPunctuation);
  const [b, c, m] = numbered as [Int32Array, Int32Array, Int32Array];
  return isMade({ base: b, current: c, mine: m, weak }, align(b, m, weak, effort), effort);
}

/** Whether mine has words of its own, all of which the current one has too. */
function areAdded(words: ThreeSequences, comparison: Comparison): boolean {
  const [theirs, ours] = [addedTo('current', words, comparison), addedTo('mine', words, comparison)];
  const known = new Set(theirs);
  return ours.length > 0 && ours.every(word => known.has(word));
}

/** Whether little of the base is left on one side, and both have written words of their own. */
function areApart(words: ThreeSequences, comparison: Comparison, common: number): boolean {
  const [theirs, ours] = [addedTo('current', words, comparison), addedTo('mine', words, comparison)];
  // The empty last word is always there.
  const kept = common - 1 + Math.min(words.current.length - theirs.length, words.mine.length - ours.length);
  if (kept > 0 && kept * MIN_KEPT >= common + words.base.length - 1) return false;
  const [theirOwn, ourOwn] = [new Set(theirs), new Set(ours)];
  return theirs.some(word => !ourOwn.has(word)) && ours.some(word => !theirOwn.has(word));
}

function addedTo(side: 'current' | 'mine', words: ThreeSequences, { chunks, additions }: Comparison): string[] {
  return chunks.flatMap(chunk => additions(side, chunk).map(({ index }) => words[side][index]?.text ?? ''));
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

function textOf({ text }: Word): string {
  return text;
}

function mergeChunk(words: ThreeSequences, chunk: Chunk, { additions }: Comparison, effort: Effort): Word[] {
  if (chunk.isStable) return stableWords(words, chunk);
  const added = (side: 'current' | 'mine'): Placed<Word>[] =>
    additions(side, chunk).map(({ index, gap }) => ({ value: words[side][index] as Word, gap }));
  return unite(added('current'), added('mine'), textOf, isPunctuation, effort);
}

/** What all have; the white space before it is that of the side that changed it. */
function stableWords(words: ThreeSequences, { base, current, mine }: Chunk): Word[] {
  return words.base.slice(...base).map((word, offset) => {
    const ours = words.mine[mine[0] + offset] as Word;
    const theirs = words.current[current[0] + offset] as Word;
    return ours.before === word.before ? theirs : ours;
  });
}
