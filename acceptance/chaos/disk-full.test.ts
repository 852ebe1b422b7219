/** The disk under the database of one service is full: a real one, small enough to be filled. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { noBreaches } from '@keep/chaos/ledger';
import { killUntilReplaced } from '@keep/chaos/processes';
import { canMountDisks, mountSmallDisk, type SmallDisk } from '@keep/chaos/small-disk';
import { publishEvents } from '@keep/contracts/broker-internal-http';
import { checkedCall } from '@keep/testing/checked-call';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allNotes, PASSWORD, type Person, signIn, signUp } from '../person.ts';
import { lookInto } from './look-into.ts';
import { readMetrics } from './metrics.ts';
import { type NoteLoad, startNoteLoad } from './note-load.ts';
import { failures, startCalls } from './steady-calls.ts';

const PATIENCE = 60_000;
/** Megabytes: more than a test writes on a fast machine, and still soon filled. */
const SIZE = 256;
const services = ['auth', 'notes', 'broker'] as const;
type ServiceName = (typeof services)[number];

// On real engines there is nothing to fill; elsewhere it takes root to mount a disk.
describe.skipIf(onRealEngines || !canMountDisks())('on a full disk', () => {
  const disks = new Map<ServiceName, SmallDisk>();
  let keep: StartedKeep;
  let person: Person;
  let processes: Record<string, number[]>;

  beforeAll(async () => {
    const dataDir = temporaryDirectory();
    for (const name of services) disks.set(name, mountSmallDisk(join(dataDir, name), SIZE));
    // With so short a memory, what a breaker makes of a disk that is full for long is seen soon.
    const env = { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0', GATEWAY_BREAKER_WINDOW_MS: '1000' };
    keep = await startKeep({ dataDir, env });
  });
  beforeEach(async () => {
    person = await signUp(keep.url);
    await person.call('POST /api/v1/notes', { body: { title: 'written before' } });
    processes = await keep.pids();
  });
  afterEach(async () => {
    for (const disk of disks.values()) await disk.free();
  });
  afterAll(async () => {
    await keep?.stop();
    for (const disk of disks.values()) disk.unmount();
  });

  /** Fewer calls than there are writes that fail: those must not be taken for all that a service can do. */
  function callSteadily(...targets: readonly string[]) {
    return startCalls(1, async turn => {
      await delay(20);
      const target = targets[turn % targets.length] ?? '';
      return person.call(target, target.startsWith('POST') ? { body: { title: 'meanwhile' } } : {});
    });
  }

  const diskOf = (service: ServiceName): SmallDisk => {
    const disk = disks.get(service);
    if (!disk) throw new Error(`${service} has no disk of its own`);
    return disk;
  };

  async function writesOn({ written }: NoteLoad): Promise<void> {
    const before = written();
    await eventually(() => expect(written()).toBeGreaterThan(before + 10), PATIENCE);
  }

  it('notes refuses writes clearly and answers reads, loses nothing, and goes on when there is room', async () => {
    const load = startNoteLoad(person);
    const calls = callSteadily('GET /api/v1/notes?limit=1', 'GET /api/v1/me', 'GET /api/v1/labels');
    await writesOn(load);
    await diskOf('notes').fill();
    // Each refusal is a 503 with Retry-After: the load takes nothing else.
    await eventually(() => expect(load.refused().length).toBeGreaterThan(200), PATIENCE);
    const answered = calls.answers().length;
    await eventually(() => expect(calls.answers().length).toBeGreaterThan(answered + 100), PATIENCE);
    await diskOf('notes').free();
    await writesOn(load);
    await load.stop();
    expect(failures(await calls.stop())).toEqual([]);
    expect(await load.check()).toEqual(noBreaches);
    expect(await keep.pids()).toEqual(processes);
  });

  it('a killed service comes back, with all that it had answered', async () => {
    const load = startNoteLoad(person);
    await writesOn(load);
    await diskOf('notes').fill();
    const before = load.refused().length;
    await eventually(() => expect(load.refused().length).toBeGreaterThan(before + 20), PATIENCE);
    await killUntilReplaced(keep, 'notes');
    await eventually(async () => expect((await person.call('GET /api/v1/notes')).status).toBe(200), PATIENCE);
    await diskOf('notes').free();
    await writesOn(load);
    await load.stop();
    expect(await load.check()).toMatchObject({ missing: [], doubled: [], changed: [] });
  });

  it('auth refuses clearly what it would have to write, and knows everybody again when there is room', async () => {
    const calls = callSteadily('GET /api/v1/me', 'POST /api/v1/notes', 'GET /api/v1/auth/sessions');
    const newcomers: Person[] = [];
    await diskOf('auth').fill();
    await expect(async () => {
      for (;;) newcomers.push(await signUp(keep.url));
    }).rejects.toThrow('no session: 503');
    const { email, refreshToken } = person;
    for (const [target, body] of [
      ['sign-in', { email, password: PASSWORD }],
      ['refresh', { refreshToken }],
      ['sign-out', { refreshToken }],
    ] as const) {
      const refused = await checkedCall(keep.url, `POST /api/v1/auth/${target}`, { body });
      expect([target, refused.status, refused.json.code]).toEqual([target, 503, 'unavailable']);
    }
    await diskOf('auth').free();
    await eventually(() => signUp(keep.url), PATIENCE);
    expect((await checkedCall(keep.url, 'POST /api/v1/auth/refresh', { body: { refreshToken } })).status).toBe(200);
    for (const known of [person, ...newcomers.slice(-5)]) await signIn(keep.url, known.email);
    expect(failures(await calls.stop())).toEqual([]);
    expect(await keep.pids()).toEqual(processes);
  });

  it('the broker holds up nobody: events wait, sessions end all the same, and each event is there once in the end', async () => {
    const phone = await signIn(keep.url, person.email);
    const load = startNoteLoad(person);
    await diskOf('broker').fill();
    await eventually(async () => expect(await refusedToPublish()).toBeGreaterThan(5), PATIENCE);
    await phone.call('POST /api/v1/auth/sign-out', { body: { refreshToken: phone.refreshToken } });
    await eventually(async () => expect((await phone.call('GET /api/v1/notes')).status).toBe(401), PATIENCE);
    await diskOf('broker').free();
    await writesOn(load);
    await load.stop();
    expect(load.refused()).toEqual([]);
    const ids = (await allNotes(person)).map(({ id }) => String(id)).toSorted();
    await eventually(async () => expect(await toldOf(person)).toEqual(ids), PATIENCE);
    expect([await waiting('notes'), await waiting('auth')]).toEqual([0, 0]);
    expect(await keep.pids()).toEqual(processes);
  });

  async function refusedToPublish(): Promise<number> {
    const [metrics] = await readMetrics(keep, 'broker');
    return metrics?.sum('http_request_duration_seconds_count', { route: publishEvents.path, status: '503' }) ?? 0;
  }

  /** Events that a service has not been able to tell yet. */
  async function waiting(service: ServiceName): Promise<number> {
    const query = 'SELECT count(*) AS count FROM outbox WHERE sent_at IS NULL';
    return (await lookInto<{ count: number }>(keep, service, query))[0]?.count ?? 0;
  }

  /** The notes of whose creation the log holds an event: each as often as it does. */
  async function toldOf({ id }: Person): Promise<string[]> {
    const told = `SELECT json_group_array(json_extract(event, '$.data.noteId')) AS ids FROM events
      WHERE subject = 'keep.notes.${id}.note-created.v1'`;
    const [row] = await lookInto<{ ids: string }>(keep, 'broker', told);
    return (JSON.parse(row?.ids ?? '[]') as string[]).toSorted();
  }
});
