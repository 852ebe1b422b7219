/** Leases over time, with a clock that the test moves. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventBus } from '@keep/service-kit/event-bus';
import { testEvent } from '@keep/testing/event-bus-suite';
import { eventually } from '@keep/testing/eventually';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Broker, composeBroker } from '../../src/composition.ts';
import { createInProcessBus } from '../../src/in-process-bus.ts';
import { brokerConfig, logger, tracer } from '../start-broker.ts';

const group = { name: 'test.leases', subjects: ['keep.test.>'] };
let broker: Broker;
let bus: EventBus;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  broker = composeBroker(brokerConfig(), { processMetrics: false });
  await broker.start();
  bus = createInProcessBus(broker, logger, tracer);
});
afterEach(async () => {
  await bus.close();
  await broker.stop();
  vi.useRealTimers();
});

/** Moves the clock second by second, with time for what it sets off. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    vi.advanceTimersByTime(1_000);
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
  }
}

test('an event stays with its consumer for as long as that works on it', async () => {
  let finish: (() => void) | undefined;
  let calls = 0;
  bus.consume(group, () => {
    calls += 1;
    return new Promise<void>(resolve => (finish = resolve));
  });
  await bus.publish([testEvent(1)]);
  await eventually(() => expect(calls).toBe(1));
  await pass(60);
  const another = await broker.log.fetch(group, 1, AbortSignal.timeout(100));
  expect([calls, another]).toEqual([1, []]);
  finish?.();
});

test('an event comes back when its consumer has died', async () => {
  await bus.publish([testEvent(1)]);
  expect(await broker.log.fetch(group, 1, AbortSignal.timeout(100))).toHaveLength(1);
  await pass(9);
  expect(await broker.log.fetch(group, 1, AbortSignal.timeout(100))).toEqual([]);
  await pass(1);
  expect(await broker.log.fetch(group, 1, AbortSignal.timeout(100))).toHaveLength(1);
});

test('an event that was fetched for a consumer that left meanwhile goes to the next', async () => {
  await bus.publish([testEvent(1)]);
  const leaving = new AbortController();
  const fetching = broker.log.fetch(group, 1, leaving.signal);
  leaving.abort();
  expect(await fetching).toEqual([]);
  await pass(1);
  expect(await broker.log.fetch(group, 1, AbortSignal.timeout(100))).toHaveLength(1);
});

test('an event is put aside after eight failures, and the outages of its consumer are none', async () => {
  await bus.publish([testEvent(1)]);
  async function refuse(unavailable: boolean): Promise<void> {
    const [delivery] = await broker.log.fetch(group, 1, AbortSignal.timeout(100));
    const { sequence = 0, lease = '' } = delivery ?? {};
    await broker.log.settle(group.name, [{ outcome: 'nak', sequence, lease, reason: 'because', unavailable }]);
    await pass(31);
  }
  for (let outage = 0; outage < 20; outage += 1) await refuse(true);
  for (let failure = 0; failure < 7; failure += 1) await refuse(false);
  const [last] = await broker.log.fetch(group, 1, AbortSignal.timeout(100));
  expect(last).toBeDefined();
  await broker.log.settle(group.name, [
    { outcome: 'nak', sequence: last?.sequence ?? 0, lease: last?.lease ?? '', reason: 'because', unavailable: false },
  ]);
  await pass(120);
  expect(await broker.log.fetch(group, 1, AbortSignal.timeout(100))).toEqual([]);
});
