import { sessionRevoked, userRegistered } from '@keep/contracts/auth-events';
import { eventEnvelope } from '@keep/contracts/event-envelope';
import { expect, test } from 'vitest';
import { makeEvent } from './make-event.ts';
import { runInContext } from './request-context.ts';
import { newSpan } from './trace-context.ts';

const now = new Date('2026-01-31T08:00:00.000Z');
const origin = { source: 'keep/auth', now };
const data = { userId: 'u1', registeredAt: now.toISOString() };

test('an event is a CloudEvent whose subject says whose it is', () => {
  const event = makeEvent(userRegistered, 'u1', data, origin);
  expect(eventEnvelope.parse(event)).toMatchObject({
    source: 'keep/auth',
    type: 'auth.user-registered.v1',
    subject: 'keep.auth.u1.user-registered.v1',
    time: now.toISOString(),
    data,
  });
});

test('an event that belongs to nobody says so', () => {
  const revoked = { userId: 'u1', sessionId: 's1', revokedAt: now.toISOString() };
  expect(makeEvent(sessionRevoked, null, revoked, origin).subject).toBe('keep.auth._.session-revoked.v1');
});

test('an event continues the trace of the request that made it, and has none without', () => {
  const span = newSpan();
  const inRequest = runInContext({ span }, () => makeEvent(userRegistered, 'u1', data, origin));
  expect(inRequest.traceparent).toBe(`00-${span.traceId}-${span.spanId}-01`);
  expect(makeEvent(userRegistered, 'u1', data, origin).traceparent).toBeUndefined();
});

test('two events have two ids, and one that is made again keeps the id it is given', () => {
  const make = (id?: string) => makeEvent(userRegistered, 'u1', data, { ...origin, ...(id && { id }) }).id;
  expect(make()).not.toBe(make());
  expect(make('the-same')).toBe('the-same');
});
