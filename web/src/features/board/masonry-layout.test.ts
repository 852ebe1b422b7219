import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnCount, layOut, visibleCards } from './masonry-layout.ts';

const heights = fc.array(fc.integer({ min: 20, max: 600 }), { maxLength: 60 });
const columns = fc.integer({ min: 1, max: 6 });

describe('the layout of a board', () => {
  it('lets no two cards of a column overlap, and leaves the gap between them', () => {
    fc.assert(
      fc.property(heights, columns, (all, count) => {
        const { places } = layOut(all, count, 16);
        for (let column = 0; column < count; column += 1) {
          const stack = places.flatMap((place, index) =>
            place.column === column ? [{ top: place.top, end: place.top + (all[index] ?? 0) }] : [],
          );
          stack.slice(1).forEach(({ top }, index) => expect(top).toBe((stack[index]?.end ?? 0) + 16));
        }
      }),
    );
  });

  it('never places a card above one that comes before it', () => {
    fc.assert(
      fc.property(heights, columns, (all, count) => {
        const tops = layOut(all, count, 16).places.map(({ top }) => top);
        tops.slice(1).forEach((top, index) => expect(top).toBeGreaterThanOrEqual(tops[index] ?? 0));
      }),
    );
  });

  it('shows the cards that touch the window, and no others', () => {
    const all = [100, 100, 100, 100];
    const layout = layOut(all, 1, 0);
    expect(visibleCards(layout, all, 150, 250)).toEqual([1, 2]);
    expect(visibleCards(layout, all, 100, 200)).toEqual([1]);
  });

  it('has as many columns as fit, at least one and at most six', () => {
    expect(columnCount(100, 236, 16)).toBe(1);
    expect(columnCount(488, 236, 16)).toBe(2);
    expect(columnCount(4_000, 236, 16)).toBe(6);
  });
});
