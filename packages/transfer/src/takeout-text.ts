/** The content of a note or an item: Google exports it as plain text, as rich text (HTML), or as both. */
import { noteLimits } from '@keep/contracts/notes-http';
import { tooLarge } from './not-importable.ts';
import { readRichText, type RichText } from './rich-text.ts';

export type TakeoutText = {
  text: string;
  /** Whether `text` was read from the rich text, so that the plain text alone does not identify it. */
  isFromRichText: boolean;
  /** What is not as it was, each completing "the note ...". */
  remarks: string[];
};

/** In UTF-16 code units: Google's HTML is some ten times as long as its text, and a note has 100,000 at most. */
export const RICH_TEXT_LIMIT = 4_000_000;

/** `plain` and `html` are absent (or null) where Google exported none. Throws `NotImportable` for what is too large. */
export function takeoutText(plain: string | null | undefined, html: string | null | undefined): TakeoutText {
  const text = plain ?? '';
  if (!html) return asPlain(text);
  const isAlone = text.trim() === '';
  if (html.length > RICH_TEXT_LIMIT && isAlone) throw tooLarge('rich text', html.length, RICH_TEXT_LIMIT, 'characters');
  if (html.length > RICH_TEXT_LIMIT) return asPlain(text, 'has rich text that is too large to read: it was left out');
  const rich = readRichText(html);
  if (rich.plain.trim() === '') return asPlain(text, ...lossOf(rich));
  if (!isAlone && letters(text) !== letters(rich.plain))
    return asPlain(text, 'has rich text that differs from its plain text: the plain text was taken');
  const isFormatted = rich.markdown !== rich.plain;
  if (!isAlone && isFormatted && rich.markdown.length > noteLimits.body)
    return asPlain(text, 'has no room for its formatting: the plain text was taken');
  return isAlone || isFormatted
    ? { text: rich.markdown, isFromRichText: true, remarks: remarksOn(rich, isFormatted) }
    : asPlain(text, ...lossOf(rich));
}

function asPlain(text: string, ...remarks: string[]): TakeoutText {
  return { text, isFromRichText: false, remarks };
}

function remarksOn(rich: RichText, isFormatted: boolean): string[] {
  return [...(isFormatted ? ['has formatted text: it is light Markdown now'] : []), ...lossOf(rich)];
}

function lossOf({ lost }: RichText): string[] {
  return lost.map(what => `had ${what}, which notes cannot have`);
}

/** The two differ in white space even where their content is the same. */
function letters(text: string): string {
  return text.replace(/\s+/g, '');
}
