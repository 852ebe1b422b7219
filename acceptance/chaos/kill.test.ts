/** Every process is killed in turn, again and again, under a load of writes. */
import { killUntilReady } from '@keep/chaos/processes';
import { noBreaches } from '@keep/chaos/ledger';
import type { Reply } from '@keep/testing/call';
import { checkedCall } from '@keep/testing/checked-call';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNotes, signUp } from '../person.ts';
import { type LastingPerson, lasting } from './lasting-person.ts';
import { type NoteLoad, startNoteLoad } from './note-load.ts';
import { failures, startCalls } from './steady-calls.ts';

/** How often each process is killed; raise it to look longer. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 5);
const PATIENCE = 60_000;
/** Milliseconds from the kill until the process is ready and a write that came after it is answered. */
const BACK_WITHIN = 5_000;
/** For one test: rounds take a second or two, and all notes that they leave are read. */
const TIMEOUT = 120_000 + ROUNDS * 20_000;

/** Other services' routes, which must not notice: called one after the other while a service is killed. */
const bystanders: Record<string, readonly string[]> = {
  broker: ['GET /api/v1/notes?limit=1', 'POST /api/v1/notes', 'GET /api/v1/me', 'GET /api/v1/auth/sessions'],
  auth: ['GET /api/v1/notes?limit=1', 'POST /api/v1/notes'],
  notes: ['GET /api/v1/me', 'PATCH /api/v1/me', 'GET /api/v1/auth/sessions'],
  notify: ['GET /api/v1/notes?limit=1', 'POST /api/v1/notes', 'GET /api/v1/me', 'GET /api/v1/auth/sessions'],
  // Asked at their own ports: there is no other door.
  gateway: ['GET /api/v1/notes?limit=1', 'POST /api/v1/notes', 'GET /api/v1/me', 'PATCH /api/v1/me'],
};

describe.each([
  { shape: 'services', processes: [...(onRealEngines ? [] : ['broker']), 'auth', 'notes', 'notify', 'gateway'] },
  // One process holds them all: killing one kills all.
  { shape: 'one', processes: ['notes'] },
] as const)('under kill -9, in shape $shape', ({ shape, processes }) => {
  let keep: StartedKeep;
  let bystander: LastingPerson;

  beforeAll(async () => {
    keep = await startKeep({ shape, env: { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' } });
    bystander = await newPerson();
  });
  afterAll(() => keep?.stop());

  const newPerson = async () => lasting(keep.url, await signUp(keep.url));

  it.for(processes)(
    'keeps every acknowledged write and its event, once, while %s is killed, is soon back, and no other service is missed',
    { timeout: TIMEOUT },
    async (name, { annotate }) => {
      const writer = await newPerson();
      const load = startNoteLoad(writer);
      const calls = await startBystander(name);
      const backAfter: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        await writesOn(load, 5);
        await Promise.all([writer.renew(), bystander.renew()]);
        const killedAt = performance.now();
        await killUntilReady(keep, name);
        await writesOn(load, 1);
        backAfter.push(performance.now() - killedAt);
      }
      await load.stop();
      expect(failures(await calls.stop())).toEqual([]);
      expect(await load.check()).toEqual(noBreaches);
      if (!onRealEngines) await everyNoteIsLoggedOnce(writer);
      const [median, longest] = spread(backAfter);
      await annotate(`${ROUNDS} kills of ${name}, ${load.written()} notes: back in ${median} ms, ${longest} at most`);
      // One round can meet a machine that is busy with something else.
      expect(median).toBeLessThanOrEqual(BACK_WITHIN);
    },
  );

  /** Asks what has nothing to do with `killed`, all the time. In one process there is nothing of that kind. */
  async function startBystander(killed: string) {
    const targets = shape === 'services' ? (bystanders[killed] ?? []) : [];
    const ports = Object.fromEntries((await keep.processes()).map(({ service, port }) => [service, port]));
    const doorTo = (target: string) => {
      const service = target.includes('/notes') ? 'notes' : 'auth';
      return killed === 'gateway' ? `http://127.0.0.1:${ports[service]}` : keep.url;
    };
    return startCalls(targets.length > 0 ? 1 : 0, (turn): Promise<Reply> => {
      const target = targets[turn % targets.length] ?? '';
      const body = target.startsWith('POST') ? { title: `turn ${turn}` } : { name: `name ${turn}` };
      const { accessToken: token } = bystander;
      return checkedCall(doorTo(target), target, target.startsWith('GET') ? { token } : { token, body });
    });
  }

  async function writesOn({ written }: NoteLoad, count: number): Promise<void> {
    const before = written();
    await eventually(() => expect(written()).toBeGreaterThan(before + count), PATIENCE);
  }

  async function everyNoteIsLoggedOnce(writer: LastingPerson): Promise<void> {
    await writer.renew();
    const ids = (await allNotes(writer)).map(note => String(note.id)).toSorted();
    expect(ids.length).toBeGreaterThan(0);
    await eventually(async () => expect((await toldOf(writer)).toSorted()).toEqual(ids), PATIENCE);
  }

  /** The notes of whose creation the broker's log holds an event, page by page. */
  async function toldOf(writer: LastingPerson): Promise<string[]> {
    const told: { sequence: number; id: string }[] = [];
    for (let more = true; more;) {
      const query = `SELECT sequence, json_extract(event, '$.data.noteId') AS id FROM events
        WHERE subject = 'keep.notes.${writer.id}.note-created.v1' AND sequence > ${told.at(-1)?.sequence ?? 0} ORDER BY sequence LIMIT 1000`;
      const page = JSON.parse((await keep.keep('sql', 'broker', query, '--json')).stdout) as typeof told;
      told.push(...page);
      more = page.length === 1000;
    }
    return told.map(({ id }) => id);
  }
});

/** The median and the maximum, in whole milliseconds. */
function spread(millis: readonly number[]): [median: number, longest: number] {
  const sorted = millis.map(Math.round).toSorted((a, b) => a - b);
  return [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
}
