import { describe, expect, it } from 'vitest';
import { shedReason } from './load-shedder.ts';

describe('load shedding', () => {
  const options = { maxInFlight: 100, maxLagMs: 100 };

  it('refuses what is beyond the limit, and says which', () => {
    expect(shedReason(options, 100, 0)).toBe('in-flight');
    expect(shedReason(options, 50, 101)).toBe('event-loop-lag');
  });

  it('does not refuse a few requests for a machine that is busy with something else', () => {
    expect(shedReason(options, 49, 10_000)).toBeUndefined();
  });

  it('lets in what is within both limits, and everything where they are off', () => {
    expect(shedReason(options, 99, 100)).toBeUndefined();
    expect(shedReason({ maxInFlight: 0, maxLagMs: 0 }, 1e6, 1e6)).toBeUndefined();
  });
});
