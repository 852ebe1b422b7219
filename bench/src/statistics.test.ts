import { expect, it } from 'vitest';
import { summarise, summariseRatios } from './statistics.ts';

it('takes the middle one of an odd number of values', () => {
  expect(summarise([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9 });
});

it('takes the mean of the middle two of an even number', () => {
  expect(summarise([4, 1, 9, 6])).toEqual({ median: 5, min: 1, max: 9 });
});

it('compares the two of each round, not the medians of all', () => {
  expect(summariseRatios([10, 100, 30], [20, 200, 30])).toEqual({ median: 0.5, min: 0.5, max: 1 });
});

it('refuses to summarise nothing', () => {
  expect(() => summarise([])).toThrow('Nothing was measured');
});
