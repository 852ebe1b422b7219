import fc from 'fast-check';
import { expect, it } from 'vitest';
import { duration, megabytes, textTable } from './text-table.ts';

it('aligns columns, numbers to the right', () => {
  expect(
    textTable(
      ['service', 'pid'],
      [
        ['auth', '7'],
        ['gateway', '1234'],
      ],
      { right: ['pid'] },
    ),
  ).toBe(['  service   pid', '  auth        7', '  gateway  1234'].join('\n'));
});

it('cuts cells that are too wide, between letters', () => {
  expect(textTable(['a'], [['😀😀😀😀']], { maxCell: 3 })).toBe('  a\n  😀😀…');
});

it('lets nothing of a cell steer the terminal or break a row', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), cells => {
      const lines = textTable(
        ['text'],
        cells.map(cell => [cell]),
      ).split('\n');
      expect(lines).toHaveLength(cells.length + 1);
      expect(lines.join('')).not.toMatch(/\p{Cc}/u);
    }),
  );
});

it.each([
  [12, '12 ms'],
  [1_240, '1.2 s'],
  [61_000, '1 min'],
  [7_200_000, '2 h'],
  [180_000_000, '2 d'],
])('writes %d milliseconds as %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

it('writes bytes as megabytes, and what is not known as a dash', () => {
  expect([megabytes(52_428_800), megabytes(undefined)]).toEqual(['50 MB', '-']);
});
