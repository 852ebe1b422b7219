import { callerHeader } from '@keep/service-kit/callers';
import { call, type Reply } from '@keep/testing/call';
import { testEvent } from '@keep/testing/event-bus-suite';
import type { StartedApp } from '@keep/testing/start-app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokerConfig, secretOf, startBroker } from '../start-broker.ts';

let broker: StartedApp;
beforeAll(async () => {
  broker = await startBroker(
    brokerConfig([
      { name: 'notes', publish: ['keep.notes.>'], subscribe: ['keep.auth.>'] },
      { name: 'auth', publish: ['keep.auth.>'], subscribe: ['keep.auth.>'], purge: ['keep.*.*.>'] },
      { name: 'notify', subscribe: ['keep.>'] },
      { name: 'launcher' },
    ]),
  );
});
afterAll(() => broker.stop());

function as(name: string, target: string, body?: unknown, secret = secretOf(name)): Promise<Reply> {
  return call(broker.url, target, { body, headers: { authorization: callerHeader(name, secret) } });
}

const publish = (subject: string) => ({ events: [{ ...testEvent(1), subject }] });

const operatorRoutes = [
  'GET /internal/broker/groups',
  'POST /internal/broker/groups/notes.saga/replay',
  'DELETE /internal/broker/groups/notes.saga',
  'GET /internal/broker/dead-letters',
  'POST /internal/broker/groups/notes.saga/dead-letters/1/redeliver',
  'DELETE /internal/broker/groups/notes.saga/dead-letters/1',
];
const bodyOf = (target: string) => (target.endsWith('/replay') ? { after: 0 } : undefined);

describe('a stranger', () => {
  test.each([
    'POST /internal/broker/events',
    'POST /internal/broker/events/read',
    'POST /internal/broker/groups/notes.saga/fetch',
    'POST /internal/broker/groups/notes.saga/settle',
    'POST /internal/broker/purge',
    'GET /internal/broker/log',
    ...operatorRoutes,
  ])('is answered 401 at %s', async target => {
    expect((await call(broker.url, target)).status).toBe(401);
    expect((await as('notes', target, undefined, secretOf('guessed'))).status).toBe(401);
    expect((await as('nobody', target)).status).toBe(401);
  });
});

describe('a service', () => {
  test.each([
    ['publish what another says', 'POST /internal/broker/events', publish('keep.auth.u.user-registered.v1')],
    ['publish one of its own and one of another', 'POST /internal/broker/events', { events: [...publish('keep.notes.u.x').events, ...publish('keep.auth.u.x').events] }], // prettier-ignore
    ['read what it is not told', 'POST /internal/broker/events/read', { subjects: ['keep.auth.>', 'keep.>'], from: { after: 0 } }], // prettier-ignore
    ['consume what it is not told', 'POST /internal/broker/groups/notes.saga/fetch', { subjects: ['keep.*.u.>'], limit: 1 }], // prettier-ignore
    ['take from the group of another', 'POST /internal/broker/groups/auth.saga/fetch', { subjects: ['keep.auth.>'], limit: 1 }], // prettier-ignore
    ['acknowledge for the group of another', 'POST /internal/broker/groups/auth.saga/settle', { settlements: [{ outcome: 'ack', sequence: 1, lease: 'x' }] }], // prettier-ignore
    ['purge what another said', 'POST /internal/broker/purge', { subject: 'keep.*.u.>' }],
    ['purge everything', 'POST /internal/broker/purge', { subject: '>' }],
  ])('may not %s', async (_what, target, body) => {
    const reply = await as('notes', target, body);
    expect([reply.status, reply.json.code]).toEqual([403, 'insufficient-scope']);
  });

  test.each(operatorRoutes)('may not operate the broker: %s', async target => {
    expect((await as('notes', target, bodyOf(target))).status).toBe(403);
  });

  test('keeps none of a batch of which it may not publish all', async () => {
    const mixed = { events: [...publish('keep.notes.u.half').events, ...publish('keep.auth.u.half').events] };
    expect((await as('notes', 'POST /internal/broker/events', mixed)).status).toBe(403);
    const everything = { subjects: ['keep.>'], from: { lastSeconds: 60 } };
    expect((await as('notify', 'POST /internal/broker/events/read', everything)).json.events).toEqual([]);
  });

  test('purges its own, and what it is allowed of others', async () => {
    expect((await as('notes', 'POST /internal/broker/purge', { subject: 'keep.notes.u.>' })).status).toBe(204);
    expect((await as('auth', 'POST /internal/broker/purge', { subject: 'keep.*.u.>' })).status).toBe(204);
  });
});

describe('the broker', () => {
  test.each([
    ['no events', { events: [] }],
    ['a wildcard as a subject', publish('keep.notes.*.x')],
    ['a subject with an empty token', publish('keep.notes..x')],
    ['something that is no event', { events: [{ subject: 'keep.notes.u.x' }] }],
  ])('answers 422 for %s', async (_what, body) => {
    expect((await as('notes', 'POST /internal/broker/events', body)).status).toBe(422);
  });

  test('answers 413 for an event above 512 KiB', async () => {
    const event = { ...publish('keep.notes.u.x').events[0], data: 'x'.repeat(530_000) };
    expect((await as('notes', 'POST /internal/broker/events', { events: [event] })).status).toBe(413);
  });

  test('answers 404 for a group and a dead letter that do not exist', async () => {
    for (const target of operatorRoutes.filter(target => target.includes('notes.saga'))) {
      expect((await as('launcher', target, bodyOf(target))).status).toBe(404);
    }
  });

  test('lets nobody in without a list of callers', async () => {
    const closed = await startBroker({ ...brokerConfig(), CALLERS_FILE: undefined });
    const headers = { authorization: callerHeader('test', secretOf('test')) };
    expect((await call(closed.url, 'GET /internal/broker/log', { headers })).status).toBe(401);
    await closed.stop();
  });
});
