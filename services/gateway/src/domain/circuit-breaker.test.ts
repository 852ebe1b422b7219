import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CircuitBreaker, type Permit, type Verdict } from './circuit-breaker.ts';

const options = { failureRatio: 0.5, minSamples: 10, windowMs: 1_000, openMs: 500, trials: 2 };

function attempt(breaker: CircuitBreaker, verdict: Verdict, now: number): Permit | undefined {
  const permit = breaker.admit(now);
  if (permit) breaker.settle(permit, verdict, now);
  return permit;
}

function opened(now = 0): CircuitBreaker {
  const breaker = new CircuitBreaker(options);
  for (let n = 0; n < 10; n++) attempt(breaker, 'failed', now);
  return breaker;
}

describe('a circuit breaker', () => {
  it('stays closed below its number of samples, below its ratio, and for what says nothing', () => {
    const breaker = new CircuitBreaker(options);
    for (let n = 0; n < 9; n++) attempt(breaker, 'failed', 0);
    expect(breaker.state(0)).toBe('closed');
    const mixed = new CircuitBreaker(options);
    for (let n = 0; n < 100; n++) attempt(mixed, n % 5 < 3 ? 'worked' : 'failed', 0);
    expect(mixed.state(0)).toBe('closed');
    const left = new CircuitBreaker(options);
    for (let n = 0; n < 100; n++) attempt(left, 'unknown', 0);
    expect(left.state(0)).toBe('closed');
  });

  it('forgets what is older than its window', () => {
    const breaker = new CircuitBreaker(options);
    for (let n = 0; n < 9; n++) attempt(breaker, 'failed', 0);
    for (let n = 0; n < 9; n++) attempt(breaker, 'failed', 1_100);
    expect(breaker.state(1_100)).toBe('closed');
  });

  it('admits nothing while it is open, and says for how long', () => {
    const breaker = opened();
    expect([breaker.state(499), breaker.admit(499), breaker.waitMs(100)]).toEqual(['open', undefined, 400]);
    expect(breaker.state(500)).toBe('half-open');
  });

  it('lets a few trials through, closes when one works, and opens again when one fails', () => {
    const failing = opened();
    expect([failing.admit(500), failing.admit(500), failing.admit(500)]).toEqual(['trial', 'trial', undefined]);
    failing.settle('trial', 'failed', 600);
    expect([failing.state(1_099), failing.state(1_100)]).toEqual(['open', 'half-open']);
    const working = opened();
    expect(attempt(working, 'worked', 500)).toBe('trial');
    expect(working.state(500)).toBe('closed');
    expect(attempt(working, 'failed', 500)).toBe('attempt');
    expect(working.state(500)).toBe('closed');
  });

  it('gives the place of a trial back when its client left', () => {
    const breaker = opened();
    for (let n = 0; n < 10; n++) expect(attempt(breaker, 'unknown', 500)).toBe('trial');
    expect(breaker.state(500)).toBe('half-open');
  });

  it('is not closed by what was asked before it opened', () => {
    const breaker = new CircuitBreaker(options);
    const early = breaker.admit(0);
    for (let n = 0; n < 10; n++) attempt(breaker, 'failed', 0);
    if (early) breaker.settle(early, 'worked', 600);
    expect(breaker.state(600)).toBe('half-open');
  });

  it('never has more trials under way than it may, and always admits again in time, whatever happens', () => {
    const step = fc.record({
      gap: fc.integer({ min: 0, max: 300 }),
      settles: fc.boolean(),
      verdict: fc.constantFrom<Verdict>('worked', 'failed', 'unknown'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), steps => {
        const breaker = new CircuitBreaker({ ...options, minSamples: 3 });
        const underWay: Permit[] = [];
        let now = 0;
        for (const { gap, settles, verdict } of steps) {
          now += gap;
          const state = breaker.state(now);
          const permit = breaker.admit(now);
          expect(permit).toBe(state === 'closed' ? 'attempt' : state === 'half-open' && permit ? 'trial' : undefined);
          if (permit) underWay.push(permit);
          if (settles && underWay[0]) breaker.settle(underWay.shift() as Permit, verdict, now);
        }
        for (const permit of underWay) breaker.settle(permit, 'unknown', now);
        expect(breaker.admit(now + options.openMs)).toBeDefined();
      }),
    );
  });
});
