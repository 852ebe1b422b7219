import { LEASE_MILLIS } from '@keep/contracts/broker-internal-http';
import fc from 'fast-check';
import { test } from 'vitest';
import { CheckedEventStore, groups } from './event-store-model.ts';

type Step = (log: CheckedEventStore) => Promise<unknown> | void;
/** Makes a step of what was drawn. */
const step = <Drawn>(arbitrary: fc.Arbitrary<Drawn>, run: (log: CheckedEventStore, drawn: Drawn) => ReturnType<Step>) =>
  arbitrary.map((drawn): Step => log => run(log, drawn)); // prettier-ignore

const event = fc.record({
  id: fc.nat({ max: 12 }).map(number => `e${number}`),
  subject: fc.constantFrom('keep.notes.u1.edited', 'keep.notes.u2.made', 'keep.auth.u1.registered'),
});
const publish = step(fc.array(event, { minLength: 1, maxLength: 5 }), (log, events) => log.publish(events));
const lease = step(fc.tuple(fc.constantFrom(...groups), fc.integer({ min: 1, max: 6 })), (log, [group, limit]) =>
  log.lease(group, limit),
);
const outcome = fc.constantFrom('ack' as const, 'extend' as const, 'nak' as const);
const settle = step(fc.tuple(outcome, fc.nat(), fc.boolean()), (log, drawn) => log.settle(...drawn));
const wait = step(fc.nat({ max: 2 * LEASE_MILLIS }), (log, millis) => log.wait(millis));
const purge = step(fc.constantFrom('keep.*.u1.>', 'keep.notes.u2.made'), (log, filter) => log.purge(filter));
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
  { maxLength: 80, size: 'max' },
);

test('the log loses no event, leases none twice at a time, and delivers none after it was acknowledged', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async steps => {
      const log = new CheckedEventStore();
      for (const step of steps) await step(log);
      await log.finish();
    }),
    { numRuns: 50 },
  );
});
