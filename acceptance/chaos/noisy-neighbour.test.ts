/** One person asks for far more than Keep can serve: the requests of another are answered all the while. */
import { setTimeout as delay } from 'node:timers/promises';
import { type LoadMaker, startLoadMaker } from '@keep/chaos/load';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';

/** A page of 50 such notes is a MiB. */
const LARGE = 20_000;
const PAGES_A_SECOND = 500;
const SECONDS = 4;
/** Milliseconds between two reads of the neighbour. */
const PAUSE = 100;

let keep: StartedKeep;
let load: LoadMaker;
let noisy: Person;
let quiet: Person;

beforeAll(async () => {
  keep = await startKeep();
  load = startLoadMaker();
  [noisy, quiet] = [await signUp(keep.url), await signUp(keep.url)];
  const operations = Array.from({ length: 50 }, () => ({
    opId: crypto.randomUUID(),
    type: 'note.create',
    id: crypto.randomUUID(),
    data: { body: 'x'.repeat(LARGE), placement: { pinned: true } },
  }));
  expect((await noisy.call('POST /api/v1/notes/batch', { body: { operations } })).status).toBe(200);
  await quiet.call('POST /api/v1/notes', { body: { title: 'quiet' } });
});
afterAll(async () => {
  await load?.stop();
  await keep?.stop();
});

it('serves the neighbour while the noisy one is refused', async ({ annotate }) => {
  const callers = [{ token: noisy.accessToken, address: '' }];
  let isOver = false;
  const noise = load
    .make({ url: keep.url, callers, seconds: SECONDS, kind: 'open', rate: PAGES_A_SECOND })
    .finally(() => (isOver = true));
  const reads: Promise<number>[] = [];
  while (!isOver) {
    reads.push(quiet.call('GET /api/v1/notes').then(({ status }) => status));
    await delay(PAUSE);
  }
  const statuses = await Promise.all(reads);
  const report = await noise;
  await annotate(JSON.stringify({ report, statuses }));
  expect(report.failures).toEqual({});
  expect(report.refused).toBeGreaterThan(0);
  expect(statuses.filter(status => status !== 200)).toEqual([]);
}, 120_000);
