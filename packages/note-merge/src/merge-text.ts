/** The three-way merge of a text: lines first, words inside; where both changed the same words, both stay. */
import { type Chunk, type Comparison, compareThree } from './chunks.ts';
import type { Effort } from './effort.ts';
import { mergeWords, type ThreeTexts } from './merge-words.ts';
import { unite } from './unite.ts';

/** Between what two people wrote in place of one line: a new line in a body, a space in the text of an item. */
export type Joint = '\n' | ' ';

/** All words that either side added are in the result; words that either side took away are not, if nobody changed them. */
export function mergeText({ base, current, mine }: ThreeTexts, joint: Joint, effort: Effort): string {
  if (mine === base || mine === current) return current;
  if (current === base) return mine;
  const isOneLine = ![base, current, mine].some(text => text.includes('\n'));
  const lines = { base: base.split('\n'), current: current.split('\n'), mine: mine.split('\n') };
  const comparison = compareThree(lines.base, lines.current, lines.mine, effort);
  const merged: string[] = [];
  for (const chunk of comparison.chunks) merged.push(...mergeChunk(lines, chunk, comparison, effort));
  return merged.join(isOneLine ? joint : '\n');
}

type ThreeSequences = { base: readonly string[]; current: readonly string[]; mine: readonly string[] };

function mergeChunk(lines: ThreeSequences, chunk: Chunk, { additions }: Comparison, effort: Effort): readonly string[] {
  if (chunk.isStable) return lines.base.slice(...chunk.base);
  const added = (side: 'current' | 'mine') =>
    additions(side, chunk).map(({ index, gap }) => ({ value: lines[side][index] as string, gap }));
  const [current, mine] = [added('current'), added('mine')];
  if (mine.length === 0) return current.map(({ value }) => value);
  if (current.length === 0) return mine.map(({ value }) => value);
  const textOf = (side: keyof ThreeSequences) => lines[side].slice(...chunk[side]).join('\n');
  const inside = mergeWords({ base: textOf('base'), current: textOf('current'), mine: textOf('mine') }, effort);
  return inside === undefined ? unite(current, mine, line => line, effort) : [inside];
}
