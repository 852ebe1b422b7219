import { LEASE_MILLIS } from '@keep/contracts/broker-internal-http';
import fc from 'fast-check';
import { test } from 'vitest';
import { CheckedEventStore, groups } from './event-store-model.ts';

type Step = (log: CheckedEventStore) => Promise<void> | void;

const event = fc.record({
  id: fc.nat({ max: 30 }).map(number => `e${number}`),
  subject: fc.constantFrom('keep.notes.u1.edited', 'keep.notes.u2.made', 'keep.auth.u1.registered'),
});

const publish = fc.array(event, { minLength: 1, maxLength: 5 }).map((events): Step => log => log.publish(events)); // prettier-ignore
const lease = fc.tuple(fc.constantFrom(...groups), fc.integer({ min: 1, max: 6 })).map(
  ([group, limit]): Step =>
    async log =>
      void (await log.lease(group, limit)),
);
const settle = fc.tuple(fc.constantFrom('ack' as const, 'extend' as const, 'nak' as const), fc.nat(), fc.boolean()).map(
  ([outcome, pick, unavailable]): Step =>
    log =>
      log.settle(outcome, pick, unavailable),
);
const wait = fc.nat({ max: 2 * LEASE_MILLIS }).map(
  (millis): Step =>
    log =>
      log.wait(millis),
);
const purge = fc.constantFrom('keep.*.u1.>', 'keep.notes.u2.made').map(
  (filter): Step =>
    log =>
      log.purge(filter),
);
const trouble = fc.constantFrom<Step>(
  log => log.crash(),
  log => log.prune(),
);

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: publish },
    { weight: 5, arbitrary: lease },
    { weight: 8, arbitrary: settle },
    { weight: 3, arbitrary: wait },
    { weight: 1, arbitrary: purge },
    { weight: 1, arbitrary: trouble },
  ),
  { maxLength: 80 },
);

test('the log loses no event, leases none twice at a time, and delivers none after it was acknowledged', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async steps => {
      const log = new CheckedEventStore();
      for (const step of steps) await step(log);
      await log.finish();
    }),
    { numRuns: 100 },
  );
});
