/** What a reader takes for one character stays whole; `Intl.Segmenter` is the reference. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersOf } from '../src/clusters.ts';
import { newEffort } from '../src/effort.ts';
import { mergeText } from '../src/merge-text.ts';
import { wordsOf } from '../src/words.ts';
import { clusters, codePoints, forkOf } from './random-texts.ts';

const numRuns = Number(process.env['MERGE_RUNS'] ?? 300) * 10;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const endsIn = (pieces: readonly string[]) => {
  let end = 0;
  return pieces.map(piece => (end += piece.length));
};
const clusterEnds = (text: string) => new Set(endsIn(Array.from(segmenter.segment(text), ({ segment }) => segment)));
const insideClusters = (text: string, ends: readonly number[]) => {
  const allowed = clusterEnds(text);
  return ends.filter(end => end > 0 && !allowed.has(end));
};

describe('grapheme clusters', () => {
  it.each(clusters)('are whole: %j', cluster => {
    expect(clustersOf(`a ${cluster} b`)).toEqual(['a', ' ', cluster, ' ', 'b']);
  });

  it('are never cut, and nothing is lost, in any text', () => {
    fc.assert(
      fc.property(codePoints, text => {
        expect(clustersOf(text).join('')).toBe(text);
        expect(insideClusters(text, endsIn(clustersOf(text)))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('are never cut by words', () => {
    fc.assert(
      fc.property(codePoints, text => {
        const words = wordsOf(text, newEffort()) ?? [];
        const pieces = words.flatMap(word => [word.before, word.text]);
        expect(pieces.join('')).toBe(text);
        expect(insideClusters(text, endsIn(pieces))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('are whole in every merged text, also where there is little effort left for words', () => {
    const anyCluster = fc.infiniteStream(fc.constantFrom(...clusters)).map(words => () => words.next().value as string);
    const segments = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment.trim());
    fc.assert(
      fc.property(forkOf(anyCluster), fc.constantFrom(0, 60, 200, 600_000), (fork, left) => {
        const known = new Set([fork.base, fork.current, fork.mine].flatMap(segments));
        const { text } = mergeText(fork, '\n', { left });
        expect(segments(text).filter(segment => segment !== '' && !known.has(segment))).toEqual([]);
      }),
      { numRuns },
    );
  });
});
