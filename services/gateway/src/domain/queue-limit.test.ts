import { describe, expect, it } from 'vitest';
import { QueueLimit } from './queue-limit.ts';

const NOW = 1_000_000;

type Inside = { inside: Record<string, number>; answers: number; maxWaitMs?: number };

function queue({ inside, answers, maxWaitMs = 500 }: Inside) {
  const limit = new QueueLimit({ atOnce: 100, maxWaitMs });
  for (let n = 0; n < answers; n += 1) limit.answered(NOW);
  for (const [sender, count] of Object.entries(inside)) for (let n = 0; n < count; n += 1) limit.enter(sender);
  return limit;
}

/** So many senders with one request each. */
const crowd = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`sender ${n}`, 1]));

describe('the queue before an upstream', () => {
  it('is full when one more would wait for longer than half a second', () => {
    expect(queue({ inside: crowd(600), answers: 1_000 }).whyFull('ada', 1, NOW)).toBe('queue');
    expect(queue({ inside: crowd(599), answers: 1_000 }).whyFull('ada', 1, NOW)).toBeUndefined();
  });

  it('grows with the number of replicas', () => {
    expect(queue({ inside: crowd(199), answers: 0 }).whyFull('ada', 2, NOW)).toBeUndefined();
    expect(queue({ inside: crowd(200), answers: 0 }).whyFull('ada', 2, NOW)).toBe('queue');
  });

  it('forgets a pace of more than a second ago', () => {
    expect(queue({ inside: crowd(100), answers: 1_000 }).whyFull('ada', 1, NOW + 2_000)).toBe('queue');
  });

  it('is left as it was entered', () => {
    const limit = queue({ inside: crowd(100), answers: 0 });
    limit.leave('sender 7');
    expect(limit.whyFull('ada', 1, NOW)).toBeUndefined();
  });

  it('is never full where the limit is off', () => {
    expect(queue({ inside: { ada: 100_000 }, answers: 0, maxWaitMs: 0 }).whyFull('ada', 1, NOW)).toBeUndefined();
  });
});

describe('the share of a sender', () => {
  it('is half of the queue for one alone, and leaves the other half to a second one', () => {
    const limit = queue({ inside: { eve: 50 }, answers: 0 });
    expect(limit.whyFull('eve', 1, NOW)).toBe('share');
    expect(limit.whyFull('ada', 1, NOW)).toBeUndefined();
    expect(queue({ inside: { eve: 49 }, answers: 0 }).whyFull('eve', 1, NOW)).toBeUndefined();
  });

  it('grows with the pace', () => {
    expect(queue({ inside: { eve: 299 }, answers: 1_000 }).whyFull('eve', 1, NOW)).toBeUndefined();
    expect(queue({ inside: { eve: 300 }, answers: 1_000 }).whyFull('eve', 1, NOW)).toBe('share');
  });

  it('leaves room for a newcomer, however many take all that they may', () => {
    for (const noisy of [1, 2, 5, 20]) {
      const limit = queue({ inside: {}, answers: 0 });
      const senders = Array.from({ length: noisy }, (_, n) => `noisy ${n}`);
      for (let round = 0; round < 100; round += 1)
        for (const sender of senders) if (!limit.whyFull(sender, 1, NOW)) limit.enter(sender);
      for (const sender of senders) expect(limit.whyFull(sender, 1, NOW)).toBe('share');
      expect(limit.whyFull('ada', 1, NOW), `${noisy} noisy senders`).toBeUndefined();
    }
  });

  it('is free again once its requests are answered', () => {
    const limit = queue({ inside: { eve: 50 }, answers: 0 });
    limit.leave('eve');
    expect(limit.whyFull('eve', 1, NOW)).toBeUndefined();
  });
});
