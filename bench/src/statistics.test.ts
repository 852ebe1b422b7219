import { expect, it } from 'vitest';
import { percentile, summarise, summariseRatios } from './statistics.ts';

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

it('takes the value that most do not exceed', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.5, 0.95, 1].map(part => percentile(values, part))).toEqual([50, 95, 100]);
  expect(percentile([7], 0.5)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow('Nothing was measured');
});
