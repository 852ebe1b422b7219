import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newNotePosition } from './position.ts';

const format = /^[0-9A-Za-z]{1,64}$/;

describe('the position of a new note', () => {
  it('puts the newer of two first', () => {
    const time = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(time, time, (one, other) => {
        fc.pre(one < other);
        expect(newNotePosition(other) < newNotePosition(one)).toBe(true);
      }),
    );
  });

  it('exists for every time that can be written', () => {
    for (const text of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
      expect(newNotePosition(new Date(text))).toMatch(format);
    }
  });
});
