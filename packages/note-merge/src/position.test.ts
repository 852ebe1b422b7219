import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, positionAfter } from './position.ts';

const format = /^[0-9A-Za-z]{1,64}$/;
const position = fc.stringMatching(/^[0-9A-Za-z]{1,12}$/);

describe('between', () => {
  it('has no answer where there is no room', () => {
    expect(between('b', 'a')).toBeUndefined();
    expect(between('a', 'a')).toBeUndefined();
    expect(between('a', 'a0')).toBeUndefined();
    expect(between(null, '0')).toBeUndefined();
  });

  it('is strictly between any two that differ by more than appended zeros', () => {
    fc.assert(
      fc.property(position, position, (left, right) => {
        const [low = '', high = ''] = [left, right].sort((a, b) => (a < b ? -1 : 1));
        fc.pre(low !== high && !/^0*$/.test(high.slice(low.length)));
        const middle = between(low, high) ?? '';
        expect(low < middle && middle < high).toBe(true);
        expect(middle).toMatch(format);
      }),
    );
  });

  it('finds room before and after any', () => {
    fc.assert(
      fc.property(position, some => {
        expect((between(some, null) ?? '') > some).toBe(true);
        fc.pre(!/^0*$/.test(some));
        expect((between(null, some) ?? some) < some).toBe(true);
      }),
    );
  });

  it('stays within 64 characters over 300 insertions anywhere, also always at the same place', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 300, maxLength: 300 }), fc.boolean(), (places, isSamePlace) => {
        const order = [positionAfter(undefined)];
        for (const place of places) {
          const at = isSamePlace ? 0 : place % (order.length + 1);
          const added = between(order[at - 1] ?? null, order[at] ?? null);
          expect(added).toMatch(format);
          order.splice(at, 0, added ?? '');
        }
        expect(order).toEqual(order.toSorted((a, b) => (a < b ? -1 : 1)));
        expect(new Set(order).size).toBe(301);
      }),
      { numRuns: 20 },
    );
  });
});

describe('positions of items', () => {
  it('rise for 100,000 additions at the end, and stay short', () => {
    let last: string | undefined;
    for (let count = 0; count < 100_000; count += 1) {
      const next = positionAfter(last);
      if (last !== undefined && next <= last) throw new Error(`${next} is not after ${last}`);
      last = next;
    }
    expect(last).toHaveLength(6);
  });

  it('come after any position that a caller chose', () => {
    fc.assert(fc.property(position, some => positionAfter(some) > some));
    expect(positionAfter('zzzzzz') > 'zzzzzz').toBe(true);
    expect(positionAfter('z'.repeat(64))).toMatch(format);
  });
});
