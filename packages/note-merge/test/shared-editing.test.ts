/**
 * Several people edit one note, on and off line. `MERGE_RUNS` says how many such stories are tried.
 * A story that ever failed is added to `failedOnce`, and told in every run.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Writing } from '../src/writing.ts';
import { typings } from './random-typing.ts';
import { exchanges, makeWorld, type Step } from './world-model.ts';

const runs = Number(process.env['MERGE_RUNS'] ?? 300);

const first: Writing = {
  kind: 'list',
  title: 'start',
  body: 'one two three four\nfive six\n\nseven eight nine\nten',
  items: [
    { id: 'item-1', text: 'bread', checked: false, parentId: null, position: '000100' },
    { id: 'item-2', text: 'red apples', checked: false, parentId: 'item-1', position: '000200' },
    { id: 'item-3', text: 'milk and eggs', checked: true, parentId: null, position: '000300' },
  ],
};

const failedOnce: Step[][] = [
  [
    [2, 'title', 0], [0, 'add line', 0], [1, 'remove line', 184], [2, 'send', 0], [0, 'remove line', 82],
    [1, 'send and get', 0], [1, 'add word', 237], [2, 'split line', 61], [0, 'remove word', 202], [0, 'add line', 0],
    [2, 'split line', 5], [2, 'send and get', 0], [0, 'send and get', 0], [1, 'send and get', 0], [1, 'remove line', 51],
    [2, 'add word', 159], [2, 'send and get', 0], [2, 'remove word', 158],
  ],
]; // prettier-ignore

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.nat(2),
  fc.oneof(fc.constantFrom(...typings), fc.constantFrom(...exchanges)),
  fc.nat(255),
);

it.each(failedOnce.map(steps => [steps]))('goes well where it once did not: %j', steps => {
  expect(() => makeWorld(first, 3).run(steps)).not.toThrow();
});

it(`leaves everybody with the same note and nothing lost, in ${runs} stories`, { timeout: 20_000 + runs * 20 }, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), steps => makeWorld(first, 3).run(steps)),
    { numRuns: runs },
  );
});
