import { newId } from '@keep/service-kit/unique-id';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BoardPlace } from '../ports.ts';
import { boardOrder } from './mongo-board-order.ts';

const place = fc.record({
  isPinned: fc.boolean(),
  position: fc.stringMatching(/^[09AZaz]{1,3}$/),
  noteId: fc.constantFrom(...Array.from({ length: 3 }, () => newId())),
});

const sides = ({ isPinned, position, noteId }: BoardPlace) => [isPinned ? '0' : '1', position, noteId];

/** As a database compares three columns. */
function compare(left: BoardPlace, right: BoardPlace): number {
  const pairs = sides(left).map((side, index) => [side, sides(right)[index] ?? ''] as const);
  const [one = '', other = ''] = pairs.find(([a, b]) => a !== b) ?? [];
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

it('orders a board as its three parts do one after the other', () => {
  fc.assert(
    fc.property(place, place, (left, right) => {
      const whole = Buffer.compare(Buffer.from(boardOrder(left)), Buffer.from(boardOrder(right)));
      expect(whole).toBe(compare(left, right));
    }),
  );
});
