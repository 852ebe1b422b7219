/** The three-way merge of lines that both sides changed, word by word. */
import { type Chunk, type Comparison, compareThree } from './chunks.ts';
import type { Effort } from './effort.ts';
import { type Placed, unite } from './unite.ts';
import { textOf, type Word, wordsOf } from './words.ts';

export type ThreeTexts = { base: string; current: string; mine: string };

type ThreeSequences = { base: Word[]; current: Word[]; mine: Word[] };

/** Undefined where a side has written something new rather than changed what was there: words would only get mixed up. */
export function mergeWords(texts: ThreeTexts, effort: Effort): string | undefined {
  const words = { base: wordsOf(texts.base), current: wordsOf(texts.current), mine: wordsOf(texts.mine) };
  const [base, current, mine] = [words.base, words.current, words.mine].map(list => list.map(({ text }) => text));
  const comparison = compareThree(base ?? [], current ?? [], mine ?? [], effort);
  if (isRewritten('current', words, comparison) || isRewritten('mine', words, comparison)) return undefined;
  const merged = comparison.chunks.flatMap(chunk => mergeChunk(words, chunk, comparison, effort));
  return textOf(merged, Object.values(texts).some(text => text.includes('\n')) ? '\n' : ' ');
}

function isRewritten(side: 'current' | 'mine', words: ThreeSequences, { chunks, additions }: Comparison): boolean {
  let added = 0;
  for (const chunk of chunks) if (!chunk.isStable) added += additions(side, chunk).length;
  // The empty last word is always there.
  const kept = words[side].length - added - 1;
  return added > kept && kept * 3 <= words.base.length - 1;
}

function mergeChunk(words: ThreeSequences, chunk: Chunk, { additions }: Comparison, effort: Effort): Word[] {
  if (chunk.isStable) return stableWords(words, chunk);
  const added = (side: 'current' | 'mine'): Placed<Word>[] =>
    additions(side, chunk).map(({ index, gap }) => ({ value: words[side][index] as Word, gap }));
  return unite(added('current'), added('mine'), ({ text }) => text, effort);
}

/** What all have; the white space before it is that of the side that changed it. */
function stableWords(words: ThreeSequences, { base, current, mine }: Chunk): Word[] {
  return words.base.slice(...base).map((word, offset) => {
    const ours = words.mine[mine[0] + offset] as Word;
    const theirs = words.current[current[0] + offset] as Word;
    return ours.before === word.before ? theirs : ours;
  });
}
