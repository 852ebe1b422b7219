/**
 * A text as grapheme clusters: what a reader takes for one character (a family of emoji, a letter with its accents).
 * By rules of Unicode (UAX #29) as regular expressions: `Intl.Segmenter` takes seconds for 100,000 characters, and its
 * Unicode version differs between machines. Where these rules differ from its rules, they cut less often, never more often.
 */

/** Continue the cluster before them: accents, joiners, skin tones, the tags of flags, Thai vowels, Hangul vowels and finals. */
export const MARKS = String.raw`\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}\u200d\u0e33\u0eb3\u1160-\u11ff\ud7b0-\ud7fb`;
/** Belong to the cluster after them, such as the Arabic number sign. */
export const PREPEND = String.raw`\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}\u{111c2}\u{111c3}\u{113d1}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}`;
/** Marks that tie the next letter to the one before them, in Indic scripts. */
const LINKERS = String.raw`\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\u{10a3f}\u{11133}\u{113d0}\u{1193e}\u{11a47}\u{11a99}\u{11f42}`;
const LETTER = String.raw`(?:[\u1100-\u115f\ua960-\ua97c]+[\uac00-\ud7a3]?|\p{L})`;
const JOINED = String.raw`(?<=\u200d)\p{Extended_Pictographic}|(?<=[${LINKERS}][${MARKS}]*)${LETTER}`;
/** Ends every cluster: marks, emoji after a joiner, and letters after a linker. */
export const TAIL = String.raw`[${MARKS}]*(?:(?:${JOINED})[${MARKS}]*)*`;

const cluster = new RegExp(String.raw`\r\n|[\r\n]|[${PREPEND}]*(?:\p{RI}{2}|${LETTER}|[^\r\n])${TAIL}`, 'gv');

/** The clusters of the text in their order; joined they are the text. */
export function clustersOf(text: string): string[] {
  return text.match(cluster) ?? [];
}
