import { describe, expect, it } from 'vitest';
import { QueueLimit } from './queue-limit.ts';

const NOW = 1_000_000;

function queue({ inside, answers, maxWaitMs = 500 }: { inside: number; answers: number; maxWaitMs?: number }) {
  const limit = new QueueLimit({ atOnce: 100, maxWaitMs });
  for (let n = 0; n < answers; n += 1) limit.answered(NOW);
  for (let n = 0; n < inside; n += 1) limit.enter();
  return limit;
}

describe('the queue before an upstream', () => {
  it('is full when one more would wait for longer than half a second', () => {
    expect(queue({ inside: 600, answers: 1_000 }).isFull(1, NOW)).toBe(true);
    expect(queue({ inside: 599, answers: 1_000 }).isFull(1, NOW)).toBe(false);
  });

  it('grows with the number of replicas', () => {
    expect(queue({ inside: 199, answers: 0 }).isFull(2, NOW)).toBe(false);
    expect(queue({ inside: 200, answers: 0 }).isFull(2, NOW)).toBe(true);
  });

  it('forgets a pace of more than a second ago', () => {
    expect(queue({ inside: 100, answers: 1_000 }).isFull(1, NOW + 2_000)).toBe(true);
  });

  it('is left as it was entered', () => {
    const limit = queue({ inside: 100, answers: 0 });
    limit.leave();
    expect(limit.isFull(1, NOW)).toBe(false);
  });

  it('is never full where the limit is off', () => {
    expect(queue({ inside: 100_000, answers: 0, maxWaitMs: 0 }).isFull(1, NOW)).toBe(false);
  });
});
