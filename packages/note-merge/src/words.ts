/** A text as words. Scripts without spaces are read character by character, and no character is ever cut. */

/** `before` is the white space before the word. The last word of a text is empty and carries what is left. */
export type Word = { before: string; text: string; isFirst: boolean };

const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const LETTERS = String.raw`\p{L}\p{M}\p{N}_`;
const SYMBOL = String.raw`\p{RI}\p{RI}|\p{Extended_Pictographic}[\p{M}\p{Emoji_Modifier}]*(?:\u200d\p{Extended_Pictographic}[\p{M}\p{Emoji_Modifier}]*)*`;

const pieces = new RegExp(String.raw`\s+|[${LETTERS}]+(?:['’][${LETTERS}]+)*|${SYMBOL}|.`, 'gsu');
const unspaced = new RegExp(`[${UNSPACED}]`, 'u');
const unspacedPieces = new RegExp(String.raw`[${UNSPACED}]\p{M}*|[^${UNSPACED}]+`, 'gu');
const space = /^\s/;
const letter = new RegExp(`[${LETTERS}]`, 'u');

export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let before = '';
  const add = (text: string) => {
    words.push({ before, text, isFirst: words.length === 0 });
    before = '';
  };
  for (const piece of text.match(pieces) ?? []) {
    if (space.test(piece)) before = piece;
    else if (unspaced.test(piece)) for (const part of piece.match(unspacedPieces) ?? []) add(part);
    else add(piece);
  }
  add('');
  return words;
}

/** The text of words that may come from several texts: what would run together is kept apart. */
export function textOf(words: readonly Word[], separator: string): string {
  let text = '';
  for (const { before, text: word, isFirst } of words) {
    const isGlued = before === '' && word !== '' && text !== '' && !/\s$/.test(text.slice(-1));
    const mustPart = isGlued && (isFirst || (endsInWord(text) && startsWord(word)));
    text += (mustPart ? separator : before) + word;
  }
  return text;
}

function endsInWord(text: string): boolean {
  const last = text.slice(-2).match(/.$/su)?.[0] ?? '';
  return letter.test(last) && !unspaced.test(last);
}

function startsWord(word: string): boolean {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 32);
  return letter.test(first) && !unspaced.test(first);
}
