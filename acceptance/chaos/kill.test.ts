import { killUntilReplaced } from '@keep/chaos/processes';
import { noBreaches } from '@keep/chaos/ledger';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNotes, type Person, signUp } from '../person.ts';
import { type LastingPerson, lasting } from './lasting-person.ts';
import { type NoteLoad, startNoteLoad } from './note-load.ts';
import { failures, startCalls } from './steady-calls.ts';

/** How often each process is killed; raise it to look longer. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 5);
const PATIENCE = 60_000;
/** For one test: rounds take a second or two, and the notes that they leave are read and trashed. */
const TIMEOUT = 120_000 + ROUNDS * 20_000;

/** Other services' routes, which must not notice: called one after the other while a service is killed. */
const bystanders: Record<string, readonly string[]> = {
  broker: ['GET /api/v1/notes?limit=1', 'POST /api/v1/notes', 'GET /api/v1/me', 'GET /api/v1/auth/sessions'],
  auth: ['GET /api/v1/notes?limit=1', 'POST /api/v1/notes'],
  notes: ['GET /api/v1/me', 'PATCH /api/v1/me', 'GET /api/v1/auth/sessions'],
};

function callBystander(person: Person, targets: readonly string[], turn: number) {
  const target = targets[turn % targets.length] ?? '';
  const body = target.startsWith('GET')
    ? {}
    : { body: target.startsWith('POST') ? { title: `turn ${turn}` } : { name: `name ${turn}` } };
  return person.call(target, body);
}

describe.each([
  { shape: 'services', processes: [...(onRealEngines ? [] : ['broker']), 'auth', 'notes', 'gateway'] },
  // One process holds them all: killing one kills all.
  { shape: 'one', processes: ['notes'] },
] as const)('under kill -9, in shape $shape', ({ shape, processes }) => {
  let keep: StartedKeep;
  let writer: LastingPerson;
  let bystander: LastingPerson;

  beforeAll(async () => {
    keep = await startKeep({ shape, env: { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' } });
    const newPerson = async () => lasting(keep.url, await signUp(keep.url));
    [writer, bystander] = [await newPerson(), await newPerson()];
  });
  afterAll(() => keep?.stop());

  it.each(processes)(
    'keeps every acknowledged write, once, while %s is killed, and no other service is missed',
    async name => {
      const load = startNoteLoad(writer);
      const untouched = shape === 'services' ? (bystanders[name] ?? []) : [];
      const calls = startCalls(untouched.length > 0 ? 1 : 0, turn => callBystander(bystander, untouched, turn));
      for (let round = 0; round < ROUNDS; round++) {
        await writesOn(load);
        await Promise.all([writer.renew(), bystander.renew()]);
        await killUntilReplaced(keep, name);
        await writesOn(load);
      }
      await load.stop();
      expect(failures(await calls.stop())).toEqual([]);
      expect(await load.check()).toEqual(noBreaches);
      for (const note of await allNotes(writer)) await writer.call(`POST /api/v1/notes/${note.id}/trash`);
    },
    TIMEOUT,
  );

  async function writesOn({ written }: NoteLoad): Promise<void> {
    const before = written();
    await eventually(() => expect(written()).toBeGreaterThan(before + 5), PATIENCE);
  }

  it.skipIf(onRealEngines)('has told the broker of every note, and of its creation once', async () => {
    const ids = (await allNotes(writer, 'trashed')).map(note => String(note.id));
    expect(ids.length).toBeGreaterThan(0);
    await eventually(async () => expect((await toldOf()).toSorted()).toEqual(ids.toSorted()), PATIENCE);
  });

  /** The notes of whose creation the broker's log holds an event, page by page. */
  async function toldOf(): Promise<string[]> {
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
