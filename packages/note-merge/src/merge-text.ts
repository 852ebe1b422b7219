/** The three-way merge of a text: lines first, words inside; where both changed the same words, both stay. */
import { type Chunk, type Comparison, compareThree } from './chunks.ts';
import { atLines, cutEnds } from './common-ends.ts';
import { type Effort, spend } from './effort.ts';
import { mergeCoarsely, type ThreeTexts } from './merge-coarsely.ts';
import { areWordsMade, mergeWords } from './merge-words.ts';
import { isContained, unite } from './unite.ts';

const STEPS_OF_A_LINE = 20;

/** Between what two people wrote in place of one line: a new line in a body, a space in the text of an item. */
export type Joint = '\n' | ' ';

/** All words that either side added are in the result; words that either side took away are not, if nobody changed them. */
export function mergeText({ base, current, mine }: ThreeTexts, joint: Joint, effort: Effort): string {
  if (mine === base || mine === current) return current;
  if (current === base) return mine;
  const separator = [base, current, mine].some(text => text.includes('\n')) ? '\n' : joint;
  const { head, inner, tail } = cutEnds([base, current, mine], atLines);
  const texts = { base: inner[0], current: inner[1], mine: inner[2] };
  return areWordsMade(texts, effort) ? current : head + mergeLines(texts, separator, effort) + tail;
}

function mergeLines(texts: ThreeTexts, separator: Joint, effort: Effort): string {
  const lines = {
    base: texts.base.split('\n'),
    current: texts.current.split('\n'),
    mine: texts.mine.split('\n'),
  };
  const count = lines.base.length + lines.current.length + lines.mine.length;
  if (!spend(effort, count * STEPS_OF_A_LINE)) return mergeCoarsely(texts, separator);
  const comparison = compareThree(lines.base, lines.current, lines.mine, isBlank, effort);
  if (comparison.isMade) return texts.current;
  return comparison.chunks.flatMap(chunk => mergeChunk(lines, chunk, comparison, effort)).join(separator);
}

type ThreeSequences = { base: readonly string[]; current: readonly string[]; mine: readonly string[] };

function mergeChunk(lines: ThreeSequences, chunk: Chunk, { additions }: Comparison, effort: Effort): readonly string[] {
  if (chunk.isStable) return lines.base.slice(...chunk.base);
  const added = (side: 'current' | 'mine') =>
    additions(side, chunk).map(({ index, gap }) => ({ value: lines[side][index] as string, gap }));
  const [current, mine] = [added('current'), added('mine')];
  const [theirs, ours] = [current, mine].map(lines => lines.map(({ value }) => value)) as [string[], string[]];
  if (ours.length === 0 || isContained(ours, theirs) || areWordsContained(ours, theirs)) return theirs;
  if (theirs.length === 0) return ours;
  const textOf = (side: keyof ThreeSequences) => lines[side].slice(...chunk[side]).join('\n');
  const texts = { base: textOf('base'), current: textOf('current'), mine: textOf('mine') };
  const inside = mergeWords(texts, texts.current.includes('\n') || texts.mine.includes('\n') ? '\n' : ' ', effort);
  return inside === undefined ? unite(current, mine, line => line, isBlank, effort) : [inside];
}

/** Blank lines come and go with what is merged around them. */
function areWordsContained(ours: readonly string[], theirs: readonly string[]): boolean {
  const lines = ours.filter(line => !isBlank(line));
  return lines.length > 0 && isContained(lines, theirs);
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}
