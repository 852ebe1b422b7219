/** A text as words. Scripts without spaces are read character by character, and no grapheme cluster is ever cut. */
import { MARKS, PREPEND, TAIL } from './clusters.ts';
import { type Effort, spend } from './effort.ts';

/** `before` is the white space before the word. The last word of a text is empty and carries what is left. */
export type Word = { before: string; text: string; isFirst: boolean };

const STEPS_OF_A_WORD = 20;

const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const SPACED = String.raw`[[\p{L}\p{N}_${MARKS}]--[${UNSPACED}]]`;

/** White space and one word: letters of a script with spaces, one of a script without, a flag, or any other character; whole clusters. */
const pieces = new RegExp(
  String.raw`((?:\s(?![${MARKS}])|[\r\n])*)([${PREPEND}]*(?:${SPACED}+(?:['’]${SPACED}+)*|[${UNSPACED}]|\p{RI}{2}|[^\r\n]|$)${TAIL})`,
  'vy',
);
const punctuation = /^\p{P}$/u;
const spacedLetter = new RegExp(`^${SPACED}`, 'v');

/** Undefined when the effort does not suffice. */
export function wordsOf(text: string, effort: Effort): Word[] | undefined {
  const words: Word[] = [];
  pieces.lastIndex = 0;
  for (;;) {
    const [, before = '', word = ''] = pieces.exec(text) ?? [];
    words.push({ before, text: word, isFirst: words.length === 0 });
    if (word === '') return words;
    if (!spend(effort, STEPS_OF_A_WORD)) return undefined;
  }
}

/** `head` and words that may come from several texts: what would run together is kept apart. */
export function joinWords(head: string, words: readonly Word[], separator: string): string {
  const pieces = [head];
  let last = head.slice(-1);
  for (const { before, text, isFirst } of words) {
    const isGlued = before === '' && text !== '' && last !== '';
    const mustPart = isGlued && (isFirst || (isSpacedLetter(last) && isSpacedLetter(text)));
    // A word that followed a removed one now begins the text.
    const gap = last === '' && !isFirst ? '' : before;
    pieces.push(mustPart ? separator : gap, text);
    if (text !== '') last = text;
  }
  return pieces.join('');
}

/** Whether the text begins with a letter of a script that needs spaces between words. */
export function isSpacedLetter(text: string): boolean {
  return spacedLetter.test(text);
}

export function isPunctuation(word: string): boolean {
  return punctuation.test(word);
}
