/** What holds for every merge of texts; examples of single merges are beside the code. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEffort } from '../src/effort.ts';
import { mergeText } from '../src/merge-text.ts';
import { type Fork, fewWords, forkOf, uniqueWords, withCommas, wordsIn } from './random-texts.ts';

const numRuns = Number(process.env['MERGE_RUNS'] ?? 300) * 5;
const timeout = 20_000 + numRuns * 5;
const merged = (fork: Fork) => mergeText(fork, '\n', newEffort()).text;
const without = (words: readonly string[], others: readonly string[]) => words.filter(word => !others.includes(word));

/** Each was not merged once as is said below. */
const failedOnce: Fork[] = [
  { base: 'w1 w2, w3\nw4', current: 'w1 w2,w5\nw4', mine: 'w1  w4' },
  { base: 'w1\n\nw2 w3\nw4', current: 'w1 w5 w6 ', mine: 'w1w7 w8 w9 w2 w3\nw10\nw11\n' },
  { base: '', current: 'w1 w2\n\n\n\nw3 w4 ', mine: 'w5, w6 w7, ' },
];
const examples = failedOnce.map((fork): [Fork] => [fork]);

describe('merged texts', { timeout }, () => {
  it('have every word that either side has added, once', () => {
    fc.assert(
      fc.property(forkOf(uniqueWords, withCommas), fork => {
        const words = wordsIn(merged(fork));
        const added = without([...wordsIn(fork.current), ...wordsIn(fork.mine)], wordsIn(fork.base));
        expect(without(added, words)).toEqual([]);
        expect(added.filter(word => words.indexOf(word) !== words.lastIndexOf(word))).toEqual([]);
      }),
      { numRuns, examples },
    );
  });

  it('have every word that neither side has taken away', () => {
    fc.assert(
      fc.property(forkOf(uniqueWords, withCommas), fork => {
        const kept = wordsIn(fork.base).filter(word =>
          [fork.current, fork.mine].every(text => wordsIn(text).includes(word)),
        );
        expect(without(kept, wordsIn(merged(fork)))).toEqual([]);
      }),
      { numRuns, examples },
    );
  });

  it('are the one text where the other was not changed', () => {
    fc.assert(
      fc.property(forkOf(fewWords, withCommas), ({ base, mine }) => {
        expect(merged({ base, current: base, mine })).toBe(mine);
        expect(merged({ base, current: mine, mine: base })).toBe(mine);
        expect(merged({ base, current: mine, mine })).toBe(mine);
      }),
      { numRuns },
    );
  });

  it('are well-formed', () => {
    fc.assert(
      fc.property(forkOf(fewWords, withCommas), fork => {
        expect(merged(fork).isWellFormed()).toBe(true);
        expect(mergeText(fork, '\n', { left: 0 }).text.isWellFormed()).toBe(true);
      }),
      { numRuns },
    );
  });

  it('have every word that either side has added also where there is no time for words', () => {
    fc.assert(
      fc.property(forkOf(uniqueWords, withCommas), fc.nat(200), (fork, left) => {
        const words = wordsIn(mergeText(fork, '\n', { left }).text);
        const added = without([...wordsIn(fork.current), ...wordsIn(fork.mine)], wordsIn(fork.base));
        expect(without(added, words)).toEqual([]);
      }),
      { numRuns, examples: examples.map(([fork]) => [fork, 0]) },
    );
  });

  // Commas are left out: which of several is meant cannot be told.
  it('keep what was added, and not twice, when the same change comes again', () => {
    fc.assert(
      fc.property(forkOf(uniqueWords), fork => {
        const once = wordsIn(merged(fork));
        const again = wordsIn(merged({ ...fork, current: merged(fork) }));
        const added = without([...wordsIn(fork.current), ...wordsIn(fork.mine)], wordsIn(fork.base));
        expect(without(added, again)).toEqual([]);
        expect(again.length).toBeLessThanOrEqual(once.length);
      }),
      { numRuns, examples },
    );
  });
});
