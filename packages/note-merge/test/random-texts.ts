/** Texts and random changes of them, for property tests. */
import fc from 'fast-check';

export type Fork = { base: string; current: string; mine: string };
type Change = { at: number; removed: number; added: string };

/** Texts in which `%` stands for a word. */
const pattern = (maxLength: number, spaces: readonly string[]) =>
  fc.array(fc.constantFrom(...spaces), { maxLength }).map(parts => parts.map(space => `%${space}`).join(''));

const changes = (spaces: readonly string[]) =>
  fc.array(fc.record({ at: fc.nat(20), removed: fc.nat(3), added: pattern(3, spaces) }), {
    minLength: 1,
    maxLength: 4,
  });

const plain = [' ', ' ', ' ', '\n', '\n\n'];
export const withCommas = [...plain, ', '];

/** A text and two changes of it, whose words `nextWord` gives one by one. */
export function forkOf(words: fc.Arbitrary<() => string>, spaces: readonly string[] = plain): fc.Arbitrary<Fork> {
  return fc
    .tuple(words, pattern(10, spaces), changes(spaces), changes(spaces))
    .map(([nextWord, pattern, theirs, ours]) => {
      const named = (text: string) => text.replaceAll('%', nextWord);
      const base = named(pattern);
      const change = (text: string, { at, removed, added }: Change) => {
        const parts = text.match(/[^\s,]+[\s,]*/g) ?? [];
        return parts.toSpliced(at % (parts.length + 1), removed, named(added)).join('');
      };
      return { base, current: theirs.reduce(change, base), mine: ours.reduce(change, base) };
    });
}

/** No word is there twice, so that each can be found again. */
export const uniqueWords: fc.Arbitrary<() => string> = fc.constant(null).map(() => {
  let count = 0;
  return () => `w${(count += 1)}`;
});

/** The same few words again and again. */
export const fewWords: fc.Arbitrary<() => string> = fc
  .infiniteStream(fc.constantFrom('the', 'a', 'milk', '牛', '👍🏽'))
  .map(words => () => words.next().value as string);

export function wordsIn(text: string): string[] {
  return text.match(/w\d+/g) ?? [];
}

/** Characters of several code points: flags of both kinds, families, skin tones, accents, syllables. */
export const clusters = [
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇩🇪', '👨‍👩‍👧', '👩🏽‍🚀', '👍🏽', '❤️', '1️⃣', 'e\u0301', 'क्ष', 'ကို', 'กำ', '\u1112\u1161\u11ab', '\u0600\u0661',
] as const; // prettier-ignore

/** Any text of the code points of such characters, put together as nobody would. */
export const codePoints: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...new Set(Array.from(clusters.join(''))), 'a', ' ', '\n', '\r\n', ',', '牛', '\u200c', "'"), {
    maxLength: 30,
  })
  .map(parts => parts.join(''));
