/** White space that a person changes is in the merged text, or the merge names the side that gave way. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEffort } from '../src/effort.ts';
import { mergeText } from '../src/merge-text.ts';
import { type Fork, respacedForkOf, uniqueWords, wordsIn } from './random-texts.ts';

const numRuns = Number(process.env['MERGE_RUNS'] ?? 300) * 10;
const timeout = 20_000 + numRuns * 5;
const merged = (fork: Fork) => mergeText(fork, '\n', newEffort());

/** Before each word, and at the end: the white space up to the last line end, and the indent after it. */
type Place = { before: string; word: string; between: string; indent: string };
function placesIn(text: string): Place[] {
  const words = ['', ...wordsIn(text), ''];
  const spaces = text.split(/w\d+/);
  return spaces.map((space, index) => {
    const lineStart = space.lastIndexOf('\n') + 1;
    const cut = index > 0 && lineStart === 0 ? space.length : lineStart;
    return {
      before: words[index] ?? '',
      word: words[index + 1] ?? '',
      between: space.slice(0, cut),
      indent: space.slice(cut),
    };
  });
}

/** Parts of the white space between two neighbours of the base that this side has left neighbours, and changed. */
function changedIn(base: string, side: string): [part: 'between' | 'indent', place: Place][] {
  const old = placesIn(base);
  return placesIn(side).flatMap(place => {
    const same = old.find(({ before, word }) => before === place.before && word === place.word);
    return (['between', 'indent'] as const).flatMap(part =>
      same && same[part] !== place[part] ? [[part, place] as [typeof part, Place]] : [],
    );
  });
}

/** Another word may begin the line now. Between other neighbours than it was written between, there may be more lines before it. */
function isIn(text: string, side: string, [part, place]: ReturnType<typeof changedIn>[number]): boolean {
  return placesIn(text).some(found => {
    const isReplaced = found.before === place.before && !wordsIn(side).includes(found.word);
    if (part === 'indent') return found.indent === place.indent && (found.word === place.word || isReplaced);
    if (found.word !== place.word && found.before !== place.before) return false;
    const isMoved = found.before !== place.before;
    return isMoved ? found.between.endsWith(place.between) : found.between === place.between;
  });
}

describe('changed white space', { timeout }, () => {
  it('is in the merged text, or its side is named', () => {
    fc.assert(
      fc.property(respacedForkOf(uniqueWords), fork => {
        const { text, gaveWay } = merged(fork);
        for (const side of ['current', 'mine'] as const) {
          if (gaveWay.includes(side)) continue;
          expect(changedIn(fork.base, fork[side]).filter(change => !isIn(text, fork[side], change))).toEqual([]);
        }
      }),
      { numRuns },
    );
  });

  it('is in the merged text where the other side changed none, and left the words there', () => {
    fc.assert(
      fc.property(respacedForkOf(uniqueWords), ({ base, current, mine }) => {
        fc.pre(wordsIn(mine).join() === wordsIn(base).join() && changedIn(base, current).length === 0);
        const isLeft = ({ before, word }: Place) =>
          before + word !== '' && placesIn(current).some(place => place.before === before && place.word === word);
        const changes = changedIn(base, mine).filter(([, place]) => isLeft(place));
        const [one, other] = [merged({ base, current, mine }), merged({ base, current: mine, mine: current })];
        for (const { text } of [one, other]) expect(changes.filter(change => !isIn(text, mine, change))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it('costs no word', () => {
    fc.assert(
      fc.property(respacedForkOf(uniqueWords), fork => {
        const words = wordsIn(merged(fork).text);
        const [base, current, mine] = [fork.base, fork.current, fork.mine].map(wordsIn) as [
          string[],
          string[],
          string[],
        ];
        const expected = [...current, ...mine].filter(
          word => !base.includes(word) || (current.includes(word) && mine.includes(word)),
        );
        expect(expected.filter(word => !words.includes(word))).toEqual([]);
      }),
      { numRuns },
    );
  });
});
