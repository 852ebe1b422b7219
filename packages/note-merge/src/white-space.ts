/**
 * The white space of both sides in a merged text. The merge compares words, so a change of white space alone is carried
 * over here: the indent of a line, and what is between two words. What finds no place gives way, and its side is named.
 */
import { align, UNMATCHED } from './align.ts';
import { numberStrings } from './chunks.ts';
import type { Effort } from './effort.ts';
import type { ThreeTexts } from './merge-coarsely.ts';
import { isPunctuation, isSpacedLetter, type Word, wordsOf } from './words.ts';

export type Side = 'current' | 'mine';
export type MergedText = { text: string; gaveWay: Side[] };

const sides = ['current', 'mine'] as const;

/** White space before a word: `between` it and the word before, up to the last line end, and the `indent` of its line. */
type Gap = { between: string; indent: string };
/** That a side changed a part of a gap; `places` are those of the merged text where it belongs, the best first. */
type Change = { part: keyof Gap; old: string | undefined; value: string; places: number[] };
type Text = { words: Word[]; gaps: Gap[]; numbers: Int32Array };

/** Where the effort does not suffice, it cannot be told what gave way: both sides are named. */
export function withWhiteSpace(texts: ThreeTexts, merged: string, effort: Effort): MergedText {
  const words = [texts.base, texts.current, texts.mine, merged].map(text => wordsOf(text, effort));
  if (!words.every(list => list !== undefined)) return { text: merged, gaveWay: [...sides] };
  const sequences = words.map(list => list.map(({ text }) => text));
  const { numbered, weak } = numberStrings(sequences, isPunctuation);
  const all = words.map((list, index) => ({ words: list, gaps: gapsOf(list), numbers: numbered[index] as Int32Array }));
  const [base, current, mine, result] = all as [Text, Text, Text, Text];
  const changesOf = (side: Text) => {
    const places = align(side.numbers, result.numbers, weak, effort);
    return changedGaps(base, side, inverse(align(base.numbers, side.numbers, weak, effort), side.words.length), places);
  };
  const changes = { current: changesOf(current), mine: changesOf(mine) };
  // Twice: a line that is joined to the one before must have lost its indent first.
  for (let round = 0; round < 2; round += 1) {
    for (const change of changes.current) place(result, change, false);
    for (const change of changes.mine) place(result, change, true);
  }
  return {
    text: result.words.map(({ text }, index) => textOf(result.gaps[index]) + text).join(''),
    gaveWay: sides.filter(side => !changes[side].every(change => isCarried(result, change))),
  };
}

/** At the start of a text all white space is an indent. */
function gapsOf(words: readonly Word[]): Gap[] {
  return words.map(({ before }, index) => {
    const lineStart = before.lastIndexOf('\n') + 1;
    if (lineStart === 0 && index > 0) return { between: before, indent: '' };
    return { between: before.slice(0, lineStart), indent: before.slice(lineStart) };
  });
}

/** `inBase` and `places`: by word of the side, where it is in the base and in the merged text. */
function changedGaps(base: Text, side: Text, inBase: Int32Array, places: Int32Array): Change[] {
  const isOfSide = new Set(places);
  return side.gaps.flatMap(({ between, indent }, index) => {
    const own = inBase[index] as number;
    const before = index === 0 ? UNMATCHED : (inBase[index - 1] as number);
    const isSamePlace = own !== UNMATCHED && (index === 0 ? own === 0 : before !== UNMATCHED && before + 1 === own);
    const place = places[index] as number;
    const placeAfter = index === 0 ? 0 : afterPlace(places[index - 1] as number);
    const found = [place, placeAfter].filter(at => at !== UNMATCHED);
    // Another word may have taken the place of the one that is indented.
    const indented = found.filter(at => at === place || !isOfSide.has(at));
    const changes: Change[] = [
      { part: 'between', old: isSamePlace ? base.gaps[own]?.between : undefined, value: between, places: found },
      { part: 'indent', old: base.gaps[own]?.indent, value: indent, places: indented },
    ];
    return changes.filter(({ old, value }) => old !== undefined && old !== value);
  });
}

function afterPlace(place: number): number {
  return place === UNMATCHED ? UNMATCHED : place + 1;
}

/** Puts it where the gap is as it was in the base; with `isLater`, also where the other side changed it. */
function place(result: Text, { part, old, value, places }: Change, isLater: boolean): void {
  if (places.some(at => result.gaps[at]?.[part] === value)) return;
  const at = places.find(at => isLater || result.gaps[at]?.[part] === old);
  const gap = at === undefined ? undefined : result.gaps[at];
  if (at === undefined || !gap || !fits(result, at, { ...gap, [part]: value })) return;
  gap[part] = value;
}

/** An indent is at the start of a line, nothing but lines is before the first word, and letters do not run together. */
function fits({ words }: Text, at: number, gap: Gap): boolean {
  if (at === 0 ? /[^\n]$/.test(gap.between) : gap.indent !== '' && !gap.between.includes('\n')) return false;
  const [before, after] = [words[at - 1]?.text ?? '', words[at]?.text ?? ''];
  return at === 0 || textOf(gap) !== '' || !(isSpacedLetter(before) && isSpacedLetter(after));
}

function isCarried({ gaps }: Text, { part, value, places }: Change): boolean {
  return places.some(at => gaps[at]?.[part] === value);
}

function textOf(gap: Gap | undefined): string {
  return gap ? gap.between + gap.indent : '';
}

/** By place in the other sequence, the place in this one. */
function inverse(partners: Int32Array, length: number): Int32Array {
  const result = new Int32Array(length).fill(UNMATCHED);
  for (const [index, partner] of partners.entries()) if (partner !== UNMATCHED) result[partner] = index;
  return result;
}
