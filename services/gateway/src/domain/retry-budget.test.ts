import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

describe('a retry budget', () => {
  it('grants no more than its part of the requests, and its floor, over any schedule', () => {
    const step = fc.record({ gap: fc.nat(200), requests: fc.nat(5), retries: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.nat(3), (steps, perSecond) => {
        const budget = new RetryBudget({ ratio: 0.1, perSecond, windowMs: 10_000 });
        let [now, requests, retries] = [0, 0, 0];
        for (const step of steps) {
          now += step.gap;
          for (let n = 0; n < step.requests; n++) budget.deposit(now);
          requests += step.requests;
          for (let n = 0; n < step.retries; n++) if (budget.withdraw(now)) retries += 1;
          const windows = Math.ceil((now + 1) / 9_000);
          expect(retries).toBeLessThanOrEqual(0.1 * requests + perSecond * 10 * windows);
        }
      }),
    );
  });

  it('is filled by requests and forgets those of long ago', () => {
    const budget = new RetryBudget({ ratio: 0.1, perSecond: 0, windowMs: 1_000 });
    expect(budget.withdraw(0)).toBe(false);
    for (let n = 0; n < 10; n++) budget.deposit(0);
    expect([budget.withdraw(0), budget.withdraw(0)]).toEqual([true, false]);
    for (let n = 0; n < 10; n++) budget.deposit(100);
    expect(budget.withdraw(1_050)).toBe(true);
    expect(budget.withdraw(5_000)).toBe(false);
  });
});
