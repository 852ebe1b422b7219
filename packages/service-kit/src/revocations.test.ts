import { sessionRevoked } from '@keep/contracts/auth-events';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { eventually } from '@keep/testing/eventually';
import { testAuthSource } from '@keep/testing/test-keys';
import { afterEach, expect, it } from 'vitest';
import type { BroadcastHandler, EventBus } from './event-bus.ts';
import { createLogger } from './logger.ts';
import { makeEvent } from './make-event.ts';
import { Revocations } from './revocations.ts';

/** A bus that is down: it hears nothing, and says so. */
function silentBus(silentSeconds: number): { bus: EventBus; hear: (event: EventEnvelope) => Promise<void> } {
  const handlers: BroadcastHandler[] = [];
  const subscription = { close: () => Promise.resolve() };
  const bus: EventBus = {
    publish: () => Promise.reject(new Error('down')),
    logId: () => Promise.reject(new Error('down')),
    consume: () => subscription,
    listen(_subjects, handler) {
      handlers.push(handler);
      return subscription;
    },
    purge: () => Promise.reject(new Error('down')),
    silentSeconds: () => silentSeconds,
    notes: () => ({}),
    close: () => Promise.resolve(),
  };
  return {
    bus,
    hear: async event =>
      void (await Promise.all(handlers.map(handler => handler(event, { logId: 'log', sequence: 1 })))),
  };
}

const now = new Date('2026-01-01T12:00:00Z');
const started: Revocations[] = [];
const start = (bus: EventBus, revoked: Parameters<typeof testAuthSource>[0] = []) => {
  const revocations = new Revocations(testAuthSource(revoked), () => now, createLogger('test', 'silent'));
  revocations.start(bus);
  started.push(revocations);
  return revocations;
};
afterEach(() => Promise.all(started.splice(0).map(revocations => revocations.stop())));

const revoked = (sessionId: string, at: Date) =>
  makeEvent(
    sessionRevoked,
    'u',
    { userId: 'u', sessionId, revokedAt: at.toISOString() },
    { source: 'keep/auth', now: at },
  );

it('remembers a broadcast revocation and tells whoever holds a stream open', async () => {
  const { bus, hear } = silentBus(0);
  const revocations = start(bus);
  const told: string[] = [];
  revocations.onRevoked(sessionId => told.push(sessionId));
  await hear(revoked('s1', now));
  await hear(revoked('s1', now));
  expect([revocations.isRevoked('s1'), revocations.isRevoked('s2'), told]).toEqual([true, false, ['s1']]);
});

it('learns from auth what was revoked before it started, also while the broker is silent', async () => {
  const revocations = start(silentBus(60).bus, [{ sessionId: 's3', revokedAt: now.toISOString() }]);
  await eventually(() => expect(revocations.isRevoked('s3')).toBe(true));
});

it('ignores a replayed revocation that is older than any access token', async () => {
  const { bus, hear } = silentBus(0);
  const revocations = start(bus);
  await hear(revoked('old', new Date(now.getTime() - 3_600_000)));
  expect(revocations.isRevoked('old')).toBe(false);
});
