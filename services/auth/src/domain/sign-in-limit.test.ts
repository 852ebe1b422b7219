import fc from 'fast-check';
import { expect, test } from 'vitest';
import { waitAfter } from './sign-in-limit.ts';

const limits = { perMinute: 10, free: 10, longestWait: 300_000 };

test('costs nothing up to the ninth wrong password, then 1 s, 2 s, 4 s', () => {
  expect([0, 9, 10, 11, 12].map(failures => waitAfter(failures, limits))).toEqual([0, 0, 1_000, 2_000, 4_000]);
});

test('never grows beyond the longest wait, and never shrinks', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), failures => {
      const wait = waitAfter(failures, limits);
      expect(wait).toBeLessThanOrEqual(limits.longestWait);
      expect(waitAfter(failures + 1, limits)).toBeGreaterThanOrEqual(wait);
    }),
  );
});
