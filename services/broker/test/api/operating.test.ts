import { callerHeader } from '@keep/service-kit/callers';
import type { EventBus } from '@keep/service-kit/event-bus';
import { call, type Reply } from '@keep/testing/call';
import { testEvent } from '@keep/testing/event-bus-suite';
import { eventually } from '@keep/testing/eventually';
import type { StartedApp } from '@keep/testing/start-app';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { brokerConfig, connectTo, secretOf, startBroker, testCaller } from '../start-broker.ts';

let broker: StartedApp;
let bus: EventBus;
beforeEach(async () => {
  broker = await startBroker(brokerConfig([testCaller, { name: 'launcher' }]));
  bus = connectTo(broker.url);
});
afterEach(async () => {
  await bus.close();
  await broker.stop();
});

function operate(target: string, body?: unknown): Promise<Reply> {
  const headers = { authorization: callerHeader('launcher', secretOf('launcher')) };
  return call(broker.url, target.replace(' ', ' /internal/broker'), { body, headers });
}

const numberOf = ({ data }: { data?: unknown }) => (data as { number: number }).number;
const group = { name: 'test.group', subjects: ['keep.test.>'] };

test('shows how far behind a group is, and delivers from the beginning again when told to', async () => {
  const heard: number[] = [];
  const subscription = bus.consume(group, async event => void heard.push(numberOf(event)));
  await bus.publish([testEvent(1), testEvent(2)]);
  await eventually(() => expect(heard).toEqual([1, 2]));
  await subscription.close();
  await bus.publish([testEvent(3)]);
  expect((await operate('GET /groups')).json.groups).toMatchObject([{ ...group, lag: 1, deadLetters: 0 }]);

  expect((await operate('POST /groups/test.group/replay', { since: new Date(0).toISOString() })).status).toBe(204);
  expect((await operate('GET /groups')).json.groups).toMatchObject([{ lag: 3 }]);
  heard.length = 0;
  bus.consume(group, async event => void heard.push(numberOf(event)));
  await eventually(() => expect(new Set(heard)).toEqual(new Set([1, 2, 3])));
  await eventually(async () => expect((await operate('GET /groups')).json.groups).toMatchObject([{ lag: 0 }]));
});

test('forgets a group that nobody needs', async () => {
  const subscription = bus.consume(group, () => Promise.resolve());
  await eventually(async () => expect((await operate('GET /groups')).json.groups).toHaveLength(1));
  await subscription.close();
  expect((await operate('DELETE /groups/test.group')).status).toBe(204);
  expect((await operate('GET /groups')).json.groups).toEqual([]);
});

test('wakes a consumer that waits when a group is told to begin again', async () => {
  const heard: number[] = [];
  bus.consume(group, async event => void heard.push(numberOf(event)));
  await bus.publish([testEvent(1)]);
  await eventually(() => expect(heard).toEqual([1]));
  await eventually(async () => expect((await operate('GET /groups')).json.groups).toMatchObject([{ lag: 0 }]));
  await operate('POST /groups/test.group/replay', { after: 0 });
  await eventually(() => expect(heard).toEqual([1, 1]), 1_800);
});

test('gives an event at once to who is left when another consumer that waited went away', async () => {
  const heard: number[] = [];
  const leaving = connectTo(broker.url);
  leaving.consume(group, () => Promise.resolve());
  await eventually(async () => expect((await operate('GET /groups')).json.groups).toHaveLength(1));
  await leaving.close();
  await bus.publish([testEvent(1)]);
  bus.consume(group, async event => void heard.push(numberOf(event)));
  await eventually(() => expect(heard).toEqual([1]), 8_000);
});

test('counts what happens for Prometheus', async () => {
  bus.consume(group, () => Promise.resolve());
  await bus.publish([testEvent(1), testEvent(2)]);
  await eventually(async () => {
    const text = await broker.service.metrics.registry.metrics();
    expect(text).toContain('broker_published_total{service="broker"} 2');
    expect(text).toContain('broker_delivered_total{group="test.group",service="broker"} 2');
    expect(text).toContain('broker_group_lag{group="test.group",service="broker"} 0');
  });
});
