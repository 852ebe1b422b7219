/** The three-way merge of lines that both sides changed, word by word. */
import { type Chunk, type Comparison, compareThree } from './chunks.ts';
import { atSpaces, cutEnds } from './common-ends.ts';
import type { Effort } from './effort.ts';
import { mergeCoarsely, type ThreeTexts } from './merge-coarsely.ts';
import { type Placed, unite } from './unite.ts';
import { isPunctuation, joinWords, type Word, wordsOf } from './words.ts';

type ThreeSequences = { base: Word[]; current: Word[]; mine: Word[] };

/**
 * Words that both added to the same place both stay, with `joint` between where they had nothing.
 * Undefined where a side has written something new rather than changed what was there: words would only get mixed up.
 */
export function mergeWords(texts: ThreeTexts, joint: string, effort: Effort): string | undefined {
  const { head, inner, tail } = cutEnds([texts.base, texts.current, texts.mine], atSpaces);
  const [base, current, mine] = inner.map(text => wordsOf(text, effort));
  if (!base || !current || !mine) return mergeCoarsely(texts, joint);
  const words = { base, current, mine };
  const comparison = compareThree(base.map(textOf), current.map(textOf), mine.map(textOf), isPunctuation, effort);
  if (comparison.isMade) return texts.current;
  const merged = comparison.chunks.flatMap(chunk => mergeChunk(words, chunk, comparison, effort));
  if (merged.length === current.length && merged.every(({ text }, index) => text === current[index]?.text))
    return texts.current;
  const common = countWords(head) + countWords(tail);
  if (isRewritten('current', words, comparison, common) || isRewritten('mine', words, comparison, common))
    return undefined;
  return joinWords(head, merged, joint) + tail;
}

function isRewritten(
  side: 'current' | 'mine',
  words: ThreeSequences,
  { chunks, additions }: Comparison,
  common: number,
): boolean {
  const added = chunks.reduce((count, chunk) => count + additions(side, chunk).length, 0);
  // The empty last word is always there.
  const kept = common + words[side].length - added - 1;
  return added > kept && kept * 3 <= common + words.base.length - 1;
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
