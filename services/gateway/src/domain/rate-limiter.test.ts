import { describe, expect, it } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

describe('a rate limiter', () => {
  it('counts each key on its own', () => {
    const limiter = new RateLimiter({ rate: 1, burst: 1 }, 10);
    expect([limiter.take('a', 0), limiter.take('b', 0)]).toEqual([0, 0]);
    expect(limiter.take('a', 0)).toBeGreaterThan(0);
  });

  it('remembers no more keys than it may, and keeps the busy ones', () => {
    const limiter = new RateLimiter({ rate: 1, burst: 2 }, 100);
    limiter.take('busy', 0);
    limiter.take('busy', 0);
    for (let n = 0; n < 1_000; n++) {
      limiter.take(`stranger ${n}`, 0);
      expect(limiter.take('busy', 0)).toBeGreaterThan(0);
    }
    expect(limiter.size).toBe(100);
  });

  it('lets everything through when its rate is 0', () => {
    const limiter = new RateLimiter({ rate: 0, burst: 0 }, 10);
    for (let n = 0; n < 100; n++) expect(limiter.take('a', 0)).toBe(0);
  });
});
