/** How a process learns which sessions ended: from a real log, and from auth while that is away. */
import { sessionRevoked } from '@keep/contracts/auth-events';
import type { EventBus } from '@keep/service-kit/event-bus';
import { makeEvent } from '@keep/service-kit/make-event';
import { Revocations } from '@keep/service-kit/revocations';
import { eventually } from '@keep/testing/eventually';
import { testAuthSource } from '@keep/testing/test-keys';
import { afterEach, expect, test } from 'vitest';
import { composeBroker } from '../../src/composition.ts';
import { createInProcessBus } from '../../src/in-process-bus.ts';
import { brokerConfig, connectTo, logger, tracer } from '../start-broker.ts';

const now = new Date('2026-01-01T12:00:00Z');
const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

async function startBus(): Promise<EventBus> {
  const broker = composeBroker(brokerConfig(), { processMetrics: false });
  await broker.start();
  const bus = createInProcessBus(broker, logger, tracer);
  cleanUp.push(
    () => broker.stop(),
    () => bus.close(),
  );
  return bus;
}

function start(bus: EventBus, revoked: { sessionId: string; revokedAt: string }[] = []): Revocations {
  const revocations = new Revocations(testAuthSource(revoked), () => now, logger);
  revocations.start(bus);
  cleanUp.push(() => revocations.stop());
  return revocations;
}

const revoked = (sessionId: string, at: Date) => {
  const data = { userId: 'u', sessionId, revokedAt: at.toISOString() };
  return makeEvent(sessionRevoked, 'u', data, { source: 'keep/auth', now: at });
};

test('a revocation that is older than any access token is passed over', async () => {
  const bus = await startBus();
  const revocations = start(bus);
  await bus.publish([revoked('old', new Date(now.getTime() - 3_600_000)), revoked('new', now)]);
  await eventually(() => expect(revocations.isRevoked('new')).toBe(true));
  expect(revocations.isRevoked('old')).toBe(false);
});

test('a revocation is remembered, and whoever holds a stream open is told of it once', async () => {
  const bus = await startBus();
  const revocations = start(bus);
  const told: string[] = [];
  revocations.onRevoked(sessionIds => told.push(...sessionIds));
  await bus.publish([revoked('one', now)]);
  await bus.publish([revoked('one', now), revoked('two', now)]);
  await eventually(() => expect(told).toEqual(['one', 'two']));
  expect(['one', 'two', 'three'].map(id => revocations.isRevoked(id))).toEqual([true, true, false]);
});

test('sessions that ended together are one event and one call of each listener', async () => {
  const bus = await startBus();
  const revocations = start(bus);
  const told: string[][] = [];
  revocations.onRevoked(sessionIds => told.push([...sessionIds]));
  const data = { userId: 'u', sessionId: 'one', sessionIds: ['one', 'two', 'three'], revokedAt: now.toISOString() };
  await bus.publish([makeEvent(sessionRevoked, 'u', data, { source: 'keep/auth', now })]);
  await eventually(() => expect(told).toEqual([['one', 'two', 'three']]));
  expect(['one', 'two', 'three'].map(id => revocations.isRevoked(id))).toEqual([true, true, true]);
});

test('what was revoked before the process started is in the log', async () => {
  const bus = await startBus();
  await bus.publish([revoked('before', now)]);
  const revocations = start(bus);
  await eventually(() => expect(revocations.isRevoked('before')).toBe(true));
});

test('while the log is away, auth is asked at the start, and again and again', async () => {
  const bus = connectTo('http://127.0.0.1:1');
  cleanUp.push(() => bus.close());
  const known = [{ sessionId: 'before', revokedAt: now.toISOString() }];
  const revocations = start(bus, known);
  await eventually(() => expect(revocations.isRevoked('before')).toBe(true));
  known.push({ sessionId: 'later', revokedAt: now.toISOString() });
  await eventually(() => expect(revocations.isRevoked('later')).toBe(true), 15_000);
});
