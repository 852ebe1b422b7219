import { describe, expect, it } from 'vitest';
import { beginningOf, canGoOn, nextPlace } from './changes-feed.ts';

const state = { count: 10, labels: 4, floor: 6 };

describe('a place in the changes feed', () => {
  it('cannot be gone on from when it is before what is remembered, or beyond what ever was', () => {
    expect(canGoOn({ seq: 5, began: 5, labels: 4 }, state)).toBe(false);
    expect(canGoOn({ seq: 11, began: 0, labels: 4 }, state)).toBe(false);
    expect(canGoOn({ seq: 0, began: 11, labels: 4 }, state)).toBe(false);
  });

  it('can be gone on from when nothing is forgotten that its reader may have', () => {
    expect(canGoOn({ seq: 6, began: 0, labels: 4 }, state)).toBe(true);
    expect(canGoOn({ seq: 10, began: 0, labels: 4 }, state)).toBe(true);
  });

  it('within the first round is as new as its beginning', () => {
    const place = nextPlace(beginningOf(state), state, 2);
    expect(place).toEqual({ seq: 2, began: 10, labels: 4 });
    expect(canGoOn(place, { count: 12, labels: 4, floor: 9 })).toBe(true);
    expect(canGoOn(place, { count: 12, labels: 4, floor: 11 })).toBe(false);
  });
});
