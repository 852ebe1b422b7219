import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';
import { allNotes, type Person, signUp } from './person.ts';

/** How often each process is killed; raise it to look longer. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 2);
const WRITERS = 4;
const PATIENCE = 60_000;

type Load = { ledger: Ledger; stop(): Promise<void> };

/** Creates and then edits notes, each write repeated under its own key until it is answered. */
function startWriting(person: Person): Load {
  const ledger = new Ledger();
  let stopped = false;

  async function untilAnswered(target: string, body: object): Promise<{ id: string; revision: number }> {
    const key = randomUUID();
    for (const until = Date.now() + PATIENCE; ;) {
      ledger.attempts += 1;
      const reply = await person.call(target, { body, headers: { 'idempotency-key': key } }).catch(() => undefined);
      if (reply && reply.status < 300) return reply.json;
      if (reply && reply.status !== 503) throw new Error(`${target}: ${reply.status} ${reply.text}`);
      if (Date.now() > until) throw new Error(`${target} was not answered for a minute`);
      await delay(20);
    }
  }

  async function write(writer: number): Promise<void> {
    for (let n = 0; !stopped; n++) {
      const title = `writer ${writer}, note ${n}`;
      const note = await untilAnswered('POST /api/v1/notes', { title });
      await untilAnswered(`PATCH /api/v1/notes/${note.id}`, { baseRevision: note.revision, body: `body of ${title}` });
      ledger.acknowledge({ key: title, expected: `body of ${title}, revision 2` });
    }
  }

  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  return {
    ledger,
    async stop() {
      stopped = true;
      await Promise.all(writers);
    },
  };
}

describe.each([
  { shape: 'services', processes: ['broker', 'auth', 'notes', 'gateway'] },
  // One process holds them all: killing one kills all.
  { shape: 'one', processes: ['notes'] },
] as const)('under kill -9, in shape $shape', ({ shape, processes }) => {
  let keep: StartedKeep;
  let person: Person;

  beforeAll(async () => {
    keep = await startKeep({ shape });
    person = await signUp(keep.url);
  });
  afterAll(() => keep?.stop());

  it.each(processes)('keeps every acknowledged write, once, while %s is killed', async name => {
    const load = startWriting(person);
    for (let round = 0; round < ROUNDS; round++) {
      const before = load.ledger.acknowledged.length;
      await eventually(() => expect(load.ledger.acknowledged.length).toBeGreaterThan(before + 5), PATIENCE);
      const [killed] = await keep.kill(name, 'SIGKILL');
      await eventually(async () => {
        const [pid] = (await keep.pids())[name] ?? [];
        expect(pid).toBeDefined();
        expect(pid).not.toBe(killed);
      }, PATIENCE);
      const atReturn = load.ledger.acknowledged.length;
      await eventually(() => expect(load.ledger.acknowledged.length).toBeGreaterThan(atReturn + 5), PATIENCE);
    }
    await load.stop();

    const notes = await allNotes(person);
    const found = notes.map(note => ({ key: note.title, expected: `${note.body}, revision ${note.revision}` }));
    expect(load.ledger.compare(found)).toEqual({ missing: [], doubled: [], changed: [] });
    for (const note of notes) await person.call(`POST /api/v1/notes/${note.id}/trash`);
  });

  it('has told the broker of every note, and of its creation once', async () => {
    const ids = (await allNotes(person, 'trashed')).map(note => String(note.id));
    expect(ids.length).toBeGreaterThan(0);
    const query = `SELECT json_extract(event, '$.data.noteId') AS id FROM events WHERE subject LIKE '%.note-created.v1'`;
    await eventually(async () => {
      const { stdout } = await keep.keep('sql', 'broker', query, '--json');
      const told: { id: string }[] = JSON.parse(stdout);
      expect(told.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    }, PATIENCE);
  });
});
