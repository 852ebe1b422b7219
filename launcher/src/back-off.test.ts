import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeBackOff } from './back-off.ts';

it('restarts at once what lived long', () => {
  const backOff = makeBackOff();
  for (const livedFor of [60_000, 5_000, 7_000]) expect(backOff.next(livedFor)).toBe(0);
});

it('waits longer each time for what dies young, up to a second', () => {
  const backOff = makeBackOff();
  expect(Array.from({ length: 7 }, () => backOff.next(10))).toEqual([0, 100, 200, 400, 800, 1_000, 1_000]);
  expect(backOff.next(60_000)).toBe(0);
  expect(backOff.next(10)).toBe(100);
});

it('waits longer for what cannot start, up to ten seconds, until it has run', () => {
  const backOff = makeBackOff();
  const waits = Array.from({ length: 10 }, () => backOff.next(600, true));
  expect(waits).toEqual([100, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  expect(backOff.next(60_000)).toBe(0);
});

it('never waits longer than a second, whatever the lives', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20_000), { minLength: 1 }), lives => {
      const backOff = makeBackOff();
      const waits = lives.map(livedFor => backOff.next(livedFor));
      expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    }),
  );
});
