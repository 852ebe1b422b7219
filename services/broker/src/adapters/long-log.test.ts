/** A long log: whatever looks at all of it does so in steps, and others publish and lease between two of them. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STEP } from './log-steps.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';

const DAY = 86_400_000;
const STEPS = 20;
const COUNT = STEPS * STEP;
const at = (millis: number) => new Date(millis);
const idOf = (number: number) => `event-${number}`;

let path: string;
let store: SqliteEventStore;
beforeEach(() => {
  path = join(temporaryDirectory(), 'broker.sqlite');
  store = new SqliteEventStore(path, 0);
});
afterEach(() => store.close());

function eventOf(id: string, subject: string, data: unknown = {}) {
  const type = 'test.thing-happened.v1';
  const time = new Date(0).toISOString();
  return { specversion: '1.0' as const, id, source: 'keep/test', type, subject, time, data };
}

/** Events of four people in turn. */
async function fill(): Promise<void> {
  for (let first = 0; first < COUNT; first += STEP) {
    const numbers = Array.from({ length: STEP }, (_, index) => first + index);
    await store.append(numbers.map(number => eventOf(idOf(number), `keep.notes.u${number % 4}.x`)), at(0)); // prettier-ignore
  }
}

/** Leases and acknowledges everything that comes until nothing does; answers the ids. */
async function drain(group: { name: string; subjects: string[] }, now = at(0)): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const leased = await store.lease(group, 500, now);
    if (leased.length === 0) return ids;
    ids.push(...leased.map(({ event }) => event.id));
    await store.settle(group.name, leased.map(({ sequence, lease }) => ({ outcome: 'ack', sequence, lease })), now); // prettier-ignore
  }
}

const group = { name: 'test.group', subjects: ['keep.notes.>'] };
const late = { name: 'test.late', subjects: ['keep.late.>'] };
const owed = () => store.groups().find(({ name }) => name === group.name)?.lag;

describe('others publish and lease while the log', () => {
  beforeEach(async () => {
    await fill();
    await drain(late);
  });

  /** Whether an event is published and leased before the work ends. */
  async function isOvertaken(work: Promise<unknown>): Promise<boolean> {
    let hasEnded = false;
    const ended = work.then(() => (hasEnded = true));
    await store.append([eventOf('late', 'keep.late.u.x')], at(1));
    expect(await store.lease(late, 1, at(1))).toHaveLength(1);
    const isFirst = !hasEnded;
    await ended;
    return isFirst;
  }

  test('is searched for a person of whom it holds nothing', async () => {
    expect(await isOvertaken(store.purge('keep.*.absent.>'))).toBe(true);
  });

  test('loses all events of one person', async () => {
    expect(await isOvertaken(store.purge('keep.*.u1.>'))).toBe(true);
    expect(await store.purge('keep.*.u1.>')).toBe(0);
    expect(await drain(group)).toHaveLength((COUNT * 3) / 4);
  });

  test('is pruned', async () => {
    expect(await isOvertaken(store.prune(at(DAY)))).toBe(true);
    expect(await drain(group)).toEqual([]);
  });

  test('forgets a group with many deliveries', async () => {
    await drain(group);
    await store.replay(group.name, 0, at(0));
    while (owed() !== COUNT) await store.lease(group, 1, at(0));
    expect(await isOvertaken(store.forget(group.name))).toBe(true);
    expect(owed()).toBeUndefined();
  });

  test('gets shorter', async () => {
    await store.purge('keep.notes.>');
    const before = statSync(path).size;
    expect(await isOvertaken(store.compact())).toBe(true);
    expect(statSync(path).size).toBeLessThan(before / 4);
  });
});

/** When a lease of now has run out. */
const later = at(DAY);

describe('a group is given the past in steps', () => {
  beforeEach(fill);

  test('when it is new', async () => {
    expect(await store.lease(group, 1, at(0))).toHaveLength(1);
    expect(owed()).toBe(STEP);
    expect(new Set(await drain(group, later))).toEqual(
      new Set(Array.from({ length: COUNT }, (_, number) => idOf(number))),
    );
  });

  test('when it asks for more subjects, and not again what it had', async () => {
    const narrow = { ...group, subjects: ['keep.notes.u0.>'] };
    expect(await drain(narrow)).toHaveLength(COUNT / 4);
    await store.lease(group, 1, at(0));
    expect(owed()).toBe((STEP * 3) / 4);
    const ids = await drain(group, later);
    expect([ids.length, new Set(ids).size]).toEqual([(COUNT * 3) / 4, (COUNT * 3) / 4]);
  });

  test('when it is replayed to it', async () => {
    await drain(group);
    expect(await store.replay(group.name, COUNT / 2, at(0))).toBe(true);
    expect(await drain(group)).toHaveLength(COUNT / 2);
  });

  test('also after a crash in the middle', async () => {
    await store.lease(group, 1, at(0));
    store.close();
    store = new SqliteEventStore(path);
    expect(new Set(await drain(group, later)).size).toBe(COUNT);
  });

  test('before that is pruned', async () => {
    await store.lease(group, 1, at(0));
    expect(await store.prune(at(DAY))).toBe(0);
    expect(new Set(await drain(group, later)).size).toBe(COUNT);
  });
});

test('a reader of what is rare passes a long log in steps, and is told where to go on', async () => {
  await fill();
  await store.append([eventOf('rare', 'keep.rare.u.x')], at(0));
  const ids: string[] = [];
  let reads = 0;
  for (let after = 0; after < store.lastSequence(); reads += 1) {
    const { events, next } = store.read(['keep.rare.>'], after);
    ids.push(...events.map(({ event }) => event.id));
    expect(next).toBeGreaterThan(after);
    after = next;
  }
  expect([ids, reads]).toEqual([['rare'], 2]);
});
