import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Delivery } from '@keep/contracts/broker-internal-http';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, describe, expect, test } from 'vitest';
import { SqliteEventStore } from './sqlite-event-store.ts';

const DAY = 86_400_000;
const opened: SqliteEventStore[] = [];
afterEach(() => opened.splice(0).forEach(store => store.close()));

function open(path = join(temporaryDirectory(), 'broker.sqlite')): SqliteEventStore {
  const store = new SqliteEventStore(path);
  opened.push(store);
  return store;
}

function eventOf(id: string, subject: string) {
  const type = 'test.thing-happened.v1';
  return {
    specversion: '1.0' as const,
    id,
    source: 'keep/test',
    type,
    subject,
    time: new Date(0).toISOString(),
    data: { id },
  };
}

const idsOf = (deliveries: readonly Delivery[]) => deliveries.map(({ event }) => event.id);
const at = (millis: number) => new Date(millis);
const group = { name: 'test.group', subjects: ['keep.>'] };

/** Leases and acknowledges everything that comes until nothing does. */
async function drain(store: SqliteEventStore, now: number, consumer = group): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const leased = await store.lease(consumer, 10, at(now));
    if (leased.length === 0) return ids;
    ids.push(...idsOf(leased));
    await store.settle(consumer.name, leased.map(({ sequence, lease }) => ({ outcome: 'ack', sequence, lease })), at(now)); // prettier-ignore
  }
}

describe('the log', () => {
  test('is another log after its folder was lost', () => {
    expect(open().logId).not.toBe(open().logId);
  });

  test('gives a reader what its filter means, token by token, and leads it past all the rest', async () => {
    const store = open();
    const subjects = ['keep.notes.u.x', 'keep.auth.u.x', 'keep.auth.u.deeper.x', 'keep.notes.u.x'];
    await store.append(subjects.map((subject, number) => eventOf(`event-${number}`, subject)), at(0)); // prettier-ignore
    const { events, next } = store.read(['keep.auth.*.x'], 0);
    expect(events.map(({ event }) => event.id)).toEqual(['event-1']);
    expect(next).toBe(store.lastSequence());
    expect(store.read(['keep.auth.>'], 0).events).toHaveLength(2);
    expect(store.read(['keep.auth.>'], next)).toEqual({ events: [], next });
  });

  test('keeps old events as long as one group has not acknowledged them', async () => {
    const store = open();
    const slow = { name: 'test.slow', subjects: ['keep.notes.>'] };
    await store.append([eventOf('a', 'keep.notes.u.x')], at(0));
    const [leased] = await store.lease(slow, 1, at(0));
    await drain(store, 0);
    expect(await store.prune(at(DAY))).toBe(0);
    await store.settle(
      slow.name,
      [{ outcome: 'ack', sequence: leased?.sequence ?? 0, lease: leased?.lease ?? '' }],
      at(1),
    );
    expect(await store.prune(at(DAY))).toBe(1);
  });

  test('is not held up by a group for which nothing was in it', async () => {
    const store = open();
    const other = { name: 'test.other', subjects: ['keep.other.>'] };
    await store.append([eventOf('a', 'keep.notes.u.x')], at(0));
    expect(await store.lease(other, 1, at(0))).toEqual([]);
    expect(await store.prune(at(DAY))).toBe(1);
    await store.append([eventOf('b', 'keep.other.u.x')], at(1));
    expect(await drain(store, 1, other)).toEqual(['b']);
  });

  test('keeps what is younger than the retention', async () => {
    const store = open();
    await store.append([eventOf('a', 'keep.notes.u.x')], at(0));
    await store.append([eventOf('b', 'keep.notes.u.x')], at(10));
    expect(await store.prune(at(10))).toBe(1);
    expect(await drain(store, 20)).toEqual(['b']);
  });

  test('gives a group that asks for more subjects their past too, and not again what it had', async () => {
    const store = open();
    await store.append([eventOf('a', 'keep.notes.u.x'), eventOf('b', 'keep.auth.u.x')], at(0));
    const before = { name: 'test.growing', subjects: ['keep.notes.>'] };
    expect(await drain(store, 0, before)).toEqual(['a']);
    expect(await drain(store, 1, { ...before, subjects: ['keep.notes.>', 'keep.auth.>'] })).toEqual(['b']);
  });

  test('replays to one group from a sequence on', async () => {
    const store = open();
    await store.append(['a', 'b', 'c'].map(id => eventOf(id, 'keep.notes.u.x')), at(0)); // prettier-ignore
    await drain(store, 0);
    expect(await store.replay(group.name, 1, at(1))).toBe(true);
    expect(await drain(store, 1)).toEqual(['b', 'c']);
    expect(await store.replay('test.unknown', 1, at(1))).toBe(false);
  });

  test('puts an event aside with its reason after eight failures, and delivers it again when told to', async () => {
    const store = open();
    await store.append([eventOf('a', 'keep.notes.u.x')], at(0));
    let now = 0;
    for (let failure = 0; failure < 8; failure += 1) {
      now += 60_000;
      const [leased] = await store.lease(group, 1, at(now));
      await store.settle(group.name, [{ outcome: 'nak', sequence: leased?.sequence ?? 0, lease: leased?.lease ?? '', reason: `failure ${failure}`, unavailable: false }], at(now)); // prettier-ignore
    }
    expect(await store.lease(group, 1, at(now + DAY))).toEqual([]);
    expect(store.deadLetters(10)).toMatchObject([{ group: group.name, eventId: 'a', reason: 'failure 7' }]);
    expect(await store.prune(at(now + DAY))).toBe(0);
    expect(await store.redeliver(group.name, 1, at(now))).toBe(true);
    expect(await drain(store, now)).toEqual(['a']);
    expect(store.deadLetters(10)).toEqual([]);
  });

  test('bounds one answer to four MiB and goes on from there', async () => {
    const store = open();
    const large = Array.from({ length: 10 }, (_, index) => ({
      ...eventOf(`e${index}`, 'keep.notes.u.x'),
      data: 'x'.repeat(500_000),
    }));
    await store.append(large, at(0));
    const page = store.read(['keep.>'], 0);
    expect(page.events.length).toBeLessThan(10);
    expect(page.events.length + store.read(['keep.>'], page.next).events.length).toBe(10);
    expect((await store.lease(group, 10, at(0))).length).toBeLessThan(10);
  });

  test('leaves nothing of a purged event in its file', async () => {
    const path = join(temporaryDirectory(), 'broker.sqlite');
    const store = open(path);
    await store.append([{ ...eventOf('a', 'keep.notes.u.x'), data: 'the-secret-text' }], at(0));
    await store.purge('keep.*.u.>');
    await store.compact();
    expect(readFileSync(path).includes('the-secret-text')).toBe(false);
  });
});
