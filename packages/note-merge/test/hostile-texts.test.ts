/** Texts of the greatest length that were made to take long. Their merge must be quick, and lose nothing all the same. */
import { describe, expect, it } from 'vitest';
import { newEffort } from '../src/effort.ts';
import type { ThreeTexts } from '../src/merge-coarsely.ts';
import { merge } from '../src/merge.ts';
import { mergeText } from '../src/merge-text.ts';
import type { Writing } from '../src/writing.ts';

const LENGTH = 100_000;
/** What it takes is some 10 ms; a machine may be many times as slow, but work that grows with the square takes minutes. */
const GENEROUS = 2_000;

const random = makeRandom(1);
const letters = (count: number) => String.fromCharCode(97 + random(count));
const word = (count: number) => Array.from({ length: 1 + random(6) }, () => letters(count)).join('');

const pieces: Record<string, () => string> = {
  'one letter': () => 'a',
  'new lines': () => '\n',
  spaces: () => ' ',
  'words of two letters': () => `${word(2)} `,
  'words of many letters': () => `${word(26)} `,
  'two words in turn': () => 'a b ',
  'two words at random': () => `${letters(2)} `,
  'short lines': () => `${letters(2)}\n`,
  'different lines': () => `${word(26)}\n`,
  'blanks of all kinds': () => [' ', '\n', '\t', '\n\n'][random(4)] ?? '',
  punctuation: () => ',.;!?'.charAt(random(5)),
  Chinese: () => String.fromCodePoint(0x4e00 + random(3_000)),
  'five Chinese characters': () => String.fromCodePoint(0x4e00 + random(5)),
  emoji: () => '👍🏽',
  'one endless emoji': () => '👩\u200d',
  accents: () => 'e\u0301',
  apostrophes: () => "a'",
};
const kinds = Object.keys(pieces);

describe('hostile texts', () => {
  it.each(kinds)('merge quickly: %s', kind => {
    const base = filled(kind);
    for (const [current, mine] of [
      [filled(kind), filled(kind)],
      [disturbed(base, 1), disturbed(base, 1)],
      [disturbed(base, 30), disturbed(base, 30)],
      [cut(`x ${base}`), cut(`${Array.from(base).slice(5).join('')} yyyy`)],
    ] as const) {
      expectQuick({ base, current, mine });
      expectQuick({ base: '', current, mine });
    }
  });

  it.each(kinds)('merge quickly with others: %s', kind => {
    for (let count = 0; count < 3; count += 1) {
      const other = kinds[random(kinds.length)] ?? '';
      expectQuick({ base: filled(kind), current: filled(other), mine: filled(kind) });
    }
  });

  it('merge quickly as the texts of 2,000 items', () => {
    const words = () => Array.from({ length: 15 }, () => word(2)).join(' ');
    const writing = (): Writing => ({
      kind: 'list',
      title: '',
      body: filled('two words at random'),
      items: Array.from({ length: 2_000 }, (_, index) => ({
        id: `item-${index}`,
        text: words(),
        checked: false,
        parentId: index % 4 === 0 ? null : `item-${index - 1}`,
        position: `${10_000 + index}`,
      })),
    });
    const { body, items } = writing();
    const edit = { body, items: { upsert: items.map(({ id, text }) => ({ id, text, parentId: null })), remove: [] } };
    const [base, current] = [writing(), writing()];
    expect(timeOf(() => merge({ base, current, edit }))).toBeLessThan(GENEROUS);
  });
});

function expectQuick(texts: ThreeTexts): void {
  let merged = '';
  expect(timeOf(() => (merged = mergeText(texts, '\n', newEffort()).text))).toBeLessThan(GENEROUS);
  expect(merged.isWellFormed()).toBe(true);
  if (texts.base !== '') return;
  const counts = countsOf(merged);
  for (const text of [texts.current, texts.mine])
    for (const [character, count] of countsOf(text)) expect(counts.get(character)).toBeGreaterThanOrEqual(count);
}

function timeOf(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of text) if (character.trim() !== '') counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}

function filled(kind: string): string {
  const piece = pieces[kind] ?? (() => ' ');
  const parts: string[] = [];
  for (let length = 0; length < LENGTH; length += parts.at(-1)?.length ?? 1) parts.push(piece());
  return cut(parts.join(''));
}

/** So many of a hundred characters are others. */
function disturbed(text: string, percent: number): string {
  return cut(Array.from(text, character => (random(100) < percent ? 'xyz\n '.charAt(random(5)) : character)).join(''));
}

/** At the greatest length, but for half a pair. */
function cut(text: string): string {
  const end = text.slice(0, LENGTH);
  return end.isWellFormed() ? end : end.slice(0, -1);
}

/** Numbers from 0 to below `limit`, the same in every run. */
function makeRandom(seed: number): (limit: number) => number {
  let state = seed;
  return limit => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % limit;
  };
}
