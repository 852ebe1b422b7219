/** What holds for the hunks between any two texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersOf } from '../src/clusters.ts';
import { type TextHunk, textHunks } from '../src/text-hunks.ts';
import { codePoints, fewWords, forkOf, withCommas } from './random-texts.ts';

const numRuns = Number(process.env['MERGE_RUNS'] ?? 300) * 10;
const applied = (text: string, hunks: readonly TextHunk[]) =>
  hunks.reduceRight((result, { from, to, text: added }) => result.slice(0, from) + added + result.slice(to), text);

/** An old and a new text: edits of one, or two that have nothing in common. */
const pairs = fc.oneof(
  forkOf(fewWords, withCommas).map(({ current, mine }) => [current, mine] as const),
  fc.tuple(codePoints, codePoints),
);

describe('text hunks', () => {
  it('name only what differs', () => {
    expect(textHunks('the red fox\njumps', 'the red fox\njumps')).toEqual([]);
    expect(textHunks('milk, eggs', 'oat milk, eggs and tea')).toEqual([
      { from: 0, to: 0, text: 'oat ' },
      { from: 10, to: 10, text: ' and tea' },
    ]);
    expect(textHunks('one\ntwo\nthree', 'one\nthree')).toEqual([{ from: 4, to: 8, text: '' }]);
    expect(textHunks('a 👍🏽 b', 'a 👍🏿 b')).toEqual([{ from: 2, to: 6, text: '👍🏿' }]);
  });

  it('leave long unchanged paragraphs between two changes alone', () => {
    const between = 'word '.repeat(2_000);
    const added = Array.from({ length: 900 }, (_, index) => `n${index}`).join(' ');
    const hunks = textHunks(`a\n${between}\nb`, `a ${added}\n${between}\nb ${added}`);
    expect(hunks.map(({ from, to }) => [from, to])).toEqual([[1, 1], [between.length + 4, between.length + 4]]); // prettier-ignore
  });

  it('make the new text of the old one', () => {
    fc.assert(
      fc.property(pairs, ([from, to]) => {
        expect(applied(from, textHunks(from, to))).toBe(to);
      }),
      { numRuns },
    );
  });

  it('are in the order of the text, do not touch, and begin and end with what differs', () => {
    fc.assert(
      fc.property(pairs, ([from, to]) => {
        let last = -1;
        for (const hunk of textHunks(from, to)) {
          expect(hunk.from).toBeGreaterThan(last);
          expect(hunk.to).toBeGreaterThanOrEqual(hunk.from);
          last = hunk.to;
          const [before, after] = [clustersOf(from.slice(hunk.from, hunk.to)), clustersOf(hunk.text)];
          expect(before.length + after.length).toBeGreaterThan(0);
          if (before.length === 0 || after.length === 0) continue;
          expect(before[0]).not.toBe(after[0]);
          expect(before.at(-1)).not.toBe(after.at(-1));
        }
      }),
      { numRuns },
    );
  });

  it('are a shortest edit of a single word', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(word, word, (from, to) => {
        const length = textHunks(from, to).reduce((sum, hunk) => sum + hunk.to - hunk.from + hunk.text.length, 0);
        expect(length).toBe(from.length + to.length - 2 * commonLength(from, to));
      }),
      { numRuns },
    );
  });
});

/** The length of the longest common subsequence. */
function commonLength(left: string, right: string): number {
  if (left === '' || right === '') return 0;
  if (left[0] === right[0]) return 1 + commonLength(left.slice(1), right.slice(1));
  return Math.max(commonLength(left.slice(1), right), commonLength(left, right.slice(1)));
}
