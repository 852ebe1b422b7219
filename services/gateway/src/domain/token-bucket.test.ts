import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBucket, takeToken } from './token-bucket.ts';

describe('a token bucket', () => {
  it('never lets through more than its burst and what its rate adds, over any schedule and any stretch of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }),
        (rate, burst, gaps) => {
          const limit = { rate, burst };
          const bucket = fullBucket(limit, 0);
          const passed: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            if (takeToken(bucket, limit, now) === 0) passed.push(now);
          }
          for (const [index, from] of passed.entries())
            for (const [further, to] of passed.slice(index).entries())
              if (further + 1 > burst + ((to - from) * rate) / 1000 + 1e-6) return false;
          return true;
        },
      ),
    );
  });

  it('says truly when there will be a token', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 5 }), (rate, burst) => {
        const limit = { rate, burst };
        const bucket = fullBucket(limit, 0);
        for (let n = 0; n < burst; n++) takeToken(bucket, limit, 0);
        const wait = takeToken(bucket, limit, 0) * 1000;
        expect(wait).toBeGreaterThan(0);
        expect(takeToken({ ...bucket }, limit, wait * 0.9)).toBeGreaterThan(0);
        expect(takeToken(bucket, limit, wait + 0.001)).toBe(0);
      }),
    );
  });

  it('gives nothing for a clock that runs backwards', () => {
    const limit = { rate: 1_000, burst: 1 };
    const bucket = fullBucket(limit, 10_000);
    takeToken(bucket, limit, 10_000);
    expect(takeToken(bucket, limit, 0)).toBeGreaterThan(0);
    expect(takeToken(bucket, limit, 9_999)).toBeGreaterThan(0);
  });
});
