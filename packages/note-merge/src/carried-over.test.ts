import { expect, it } from 'vitest';
import { carriedOver } from './carried-over.ts';
import type { Writing } from './writing.ts';

const base: Writing = { kind: 'text', title: 'Shopping', body: 'milk\neggs', items: [] };

it('has what was typed in one tab and what was typed in another', () => {
  const mine = { ...base, body: 'oat milk\neggs' };
  const theirs = { ...base, title: 'For Sunday', body: 'milk\neggs, large' };
  expect(carriedOver(base, mine, theirs)).toEqual({ ...theirs, body: 'oat milk\neggs, large' });
});

it('is the newer state where nothing was typed, and what was typed where nothing else changed', () => {
  const other = { ...base, body: 'tea' };
  expect(carriedOver(base, base, other)).toEqual(other);
  expect(carriedOver(base, other, base)).toEqual(other);
});

it('has the writing alone of a note that has more', () => {
  const note = { ...base, revision: 3 };
  expect(carriedOver(base, base, note)).toEqual(base);
});
