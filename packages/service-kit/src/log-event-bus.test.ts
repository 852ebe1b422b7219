import { BATCH_EVENTS, BATCH_LIMIT } from '@keep/contracts/broker-internal-http';
import { testEvent } from '@keep/testing/event-bus-suite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inBatches } from './log-event-bus.ts';

test('batches keep every event in its order, and each fits into one request', () => {
  const sizes = fc.array(fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 500_000 })), { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(sizes, sizes => {
      const events = sizes.map((size, number) => ({ ...testEvent(number), data: 'x'.repeat(size) }));
      const batches = [...inBatches(events)];
      expect(batches.flat()).toEqual(events);
      for (const batch of batches) expect(JSON.stringify({ events: batch }).length).toBeLessThanOrEqual(BATCH_LIMIT);
    }),
    { numRuns: 20 },
  );
});

test('a batch has no more events than the log takes at once', () => {
  const events = Array.from({ length: BATCH_EVENTS + 1 }, (_, number) => testEvent(number));
  expect([...inBatches(events)].map(batch => batch.length)).toEqual([BATCH_EVENTS, 1]);
});

test('an event of the largest size still fits', () => {
  const event = { ...testEvent(1), data: 'x'.repeat(500_000) };
  expect([...inBatches([event])]).toEqual([[event]]);
});
