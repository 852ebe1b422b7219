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

/** Any text of the code points of such characters in any order. */
export const codePoints: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...new Set(Array.from(clusters.join(''))), 'a', ' ', '\n', '\r\n', ',', '牛', '\u200c', "'"), {
    maxLength: 30,
  })
  .map(parts => parts.join(''));

/** White space as people change it: tabs, spaces, blank lines, trailing spaces; lines that are joined and split. */
const gaps = [' ', '  ', '\t', '\n', '\n\n', '\n\t', '\n  ', '  \n', '\n \n\t'];
type Respacing = { at: number; gap: string };

/** With another gap between two words, or at an end. */
function respaced(text: string, { at, gap }: Respacing): string {
  const words = text.split(/\s+/).filter(Boolean);
  const spaces = text.match(/\s+/g) ?? [];
  const all = [/^\s/.test(text) ? (spaces.shift() ?? '') : '', ...spaces];
  while (all.length <= words.length) all.push('');
  all[at % all.length] = at % all.length === 0 || at % all.length === words.length ? gap.slice(1) : gap;
  return all.map((space, index) => space + (words[index] ?? '')).join('');
}

const respacings = fc.array(fc.record({ at: fc.nat(30), gap: fc.constantFrom(...gaps) }), { maxLength: 3 });

/** The same, where both also change white space, alone or with words. */
export function respacedForkOf(words: fc.Arbitrary<() => string>): fc.Arbitrary<Fork> {
  return fc
    .tuple(forkOf(words), respacings, respacings, fc.constantFrom('current', 'mine', 'both', 'neither'))
    .map(([{ base, current, mine }, theirs, ours, withWords]) => ({
      base,
      current: theirs.reduce(respaced, ['current', 'both'].includes(withWords) ? current : base),
      mine: ours.reduce(respaced, ['mine', 'both'].includes(withWords) ? mine : base),
    }));
}
