import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waitAfter } from './sign-in-limit.ts';

test('costs nothing up to the ninth wrong password, then 1 s, 2 s, 4 s', () => {
  expect([0, 9, 10, 11, 12].map(failures => waitAfter(failures, 10, 300_000))).toEqual([0, 0, 1_000, 2_000, 4_000]);
});

test('never grows beyond the longest wait, and never shrinks', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), failures => {
      const wait = waitAfter(failures, 10, 300_000);
      expect(wait).toBeLessThanOrEqual(300_000);
      expect(waitAfter(failures + 1, 10, 300_000)).toBeGreaterThanOrEqual(wait);
    }),
  );
});
