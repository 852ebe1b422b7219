/** The three-way merge of a text: lines first, words inside; where both changed the same words, both stay. */
import { type Chunk, type Comparison, compareThree } from './chunks.ts';
import { atLines, cutEnds } from './common-ends.ts';
import { type Effort, spend } from './effort.ts';
import { hasCrlf, withLf, withLineEndsOf } from './line-ends.ts';
import { mergeCoarsely, type ThreeTexts } from './merge-coarsely.ts';
import { areWordsMade, mergeWords } from './merge-words.ts';
import { isContained, unite } from './unite.ts';
import { type MergedText, withWhiteSpace } from './white-space.ts';

const STEPS_OF_A_LINE = 20;

/** Between what two people wrote in place of one line: a new line in a body, a space in the text of an item. */
export type Joint = '\n' | ' ';

/**
 * All words that either side added are in the result; words that either side took away are not, unless the other side changed them.
 * Line ends of two kinds (CRLF, LF) are compared as one; the result has the kind that the current text has.
 */
export function mergeText({ base, current, mine }: ThreeTexts, joint: Joint, effort: Effort): MergedText {
  if (current === base) return { text: mine, gaveWay: [] };
  if (![base, current, mine].some(hasCrlf)) return mergeLf({ base, current, mine }, joint, effort);
  const texts = { base: withLf(base), current: withLf(current), mine: withLf(mine) };
  const { text, gaveWay } = mergeLf(texts, joint, effort);
  return { text: text === texts.current ? current : withLineEndsOf([current, base, mine], text), gaveWay };
}

function mergeLf(texts: ThreeTexts, joint: Joint, effort: Effort): MergedText {
  const { base, current, mine } = texts;
  if (mine === base || mine === current) return { text: current, gaveWay: [] };
  return current === base ? { text: mine, gaveWay: [] } : mergeChanged(texts, joint, effort);
}

function mergeChanged({ base, current, mine }: ThreeTexts, joint: Joint, effort: Effort): MergedText {
  const separator = [base, current, mine].some(text => text.includes('\n')) ? '\n' : joint;
  const { head, inner, tail } = cutEnds([base, current, mine], atLines);
  const texts = { base: inner[0], current: inner[1], mine: inner[2] };
  const words = areWordsMade(texts, effort) ? texts.current : mergeLines(texts, separator, effort);
  // The lines around it tell a blank line from a trailing space.
  const [start, end] = [head.slice(head.trimEnd().length), tail.slice(0, tail.length - tail.trimStart().length)];
  const inLines = (text: string) => start + text + end;
  const around = { base: inLines(texts.base), current: inLines(texts.current), mine: inLines(texts.mine) };
  const { text, gaveWay } = withWhiteSpace(around, inLines(words), effort);
  return { text: head.slice(0, head.length - start.length) + text + tail.slice(end.length), gaveWay };
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
