import { randomUUID } from 'node:crypto';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNotes, type Person, signUp } from './person.ts';

const WRITERS = 4;
/** Each with notes of all kinds; real engines take longer over it. */
const ROUNDS = onRealEngines ? 8 : 24;

// oxlint-disable-next-line typescript/no-explicit-any
type Note = any;
type Replica = Map<string, Note>;

describe.each(['services', 'one'] as const)('the changes feed, in shape %s', shape => {
  let keep: StartedKeep;
  beforeAll(async () => {
    keep = await startKeep({ shape, env: { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' } });
    if (shape === 'one') return;
    const { code, stderr } = await keep.keep('scale', 'notes=2');
    expect(code, stderr).toBe(0);
    await eventually(async () => expect((await keep.pids())['notes']).toHaveLength(2), 30_000);
  });
  afterAll(() => keep?.stop());

  it('is a cursor’s giver’s alone, and says when to start anew', async () => {
    const [ada, eve] = [await signUp(keep.url), await signUp(keep.url)];
    await ada.call('POST /api/v1/notes', { body: { title: 'secret' } });
    const { cursor } = (await ada.call('GET /api/v1/notes/changes')).json;
    const foreign = await eve.call(`GET /api/v1/notes/changes?since=${cursor}`);
    expect(foreign.json).toMatchObject({ status: 410, code: 'cursor-too-old' });
    expect((await eve.call('GET /api/v1/notes/changes')).json).toMatchObject({ changes: [], labels: [], more: false });
  });

  it('tells each of two people everything once and without a gap while several write through two replicas', async () => {
    const [ada, eve] = [await signUp(keep.url), await signUp(keep.url)];
    let writing = true;
    const reading = [
      { person: ada, replica: follow(ada, 3, () => writing) },
      { person: ada, replica: follow(ada, 50, () => writing) },
      { person: eve, replica: follow(eve, 7, () => writing) },
    ];
    await Promise.all(Array.from({ length: WRITERS }, () => write(ada, eve)));
    // Whoever was invited before notes knew of the address gets the note a little later.
    await eventually(async () => expect(await sharedOf(eve)).toEqual(await sharedOf(ada)), 15_000);
    writing = false;
    for (const { person, replica } of reading) {
      const shown: Replica = new Map();
      for (const view of ['active', 'archived', 'trashed', 'shared'])
        for (const note of await allNotes(person, view)) shown.set(note.id, note);
      expect(shown.size).toBeGreaterThan(WRITERS);
      expect(await replica).toEqual(shown);
    }
  });
});

const sharedOf = async (person: Person) => new Set((await allNotes(person, 'shared')).map(({ id }) => id));

/** Makes notes, shares some with `other` and does to them whatever can be done, as one connection of several. */
async function write(person: Person, other: Person): Promise<void> {
  const call = async (target: string, body?: object) => {
    const { status, json, text } = await person.call(target, body ? { body } : {});
    expect(status, text).toBeLessThan(300);
    return json;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const { id } = await call('POST /api/v1/notes', { title: `new ${randomUUID()}` });
    const note = `/api/v1/notes/${id}`;
    if (round % 4 < 2) await call(`PUT ${note}/members`, { email: other.email, role: 'editor' });
    await call(`PATCH ${note}`, { baseRevision: 1, title: `edited ${randomUUID()}` });
    await call(`PATCH ${note}/placement`, { pinned: true, archived: round % 5 === 1 });
    const [member] = (await call(`GET ${note}`)).members;
    if (round % 8 === 0) await call(`DELETE ${note}/members/${member.id}`);
    if (round % 3 === 0) await call(`POST ${note}/trash`);
    if (round % 6 === 0) await call(`DELETE ${note}`);
    if (round % 12 === 9) await call(`POST ${note}/restore`);
  }
}

/** Builds what this person has from the feed alone; reads until nobody writes any more and nothing more is told. */
async function follow(person: Person, limit: number, isWritten: () => boolean): Promise<Replica> {
  const replica: Replica = new Map();
  const versions = new Map<string, number>();
  for (let since = ''; ;) {
    const wasWritten = isWritten();
    const { status, json } = await person.call(`GET /api/v1/notes/changes?limit=${limit}${since}`);
    expect(status).toBe(200);
    for (const { noteId, version, note } of json.changes) {
      expect(version).toBeGreaterThan(versions.get(noteId) ?? 0);
      versions.set(noteId, version);
      if (note) replica.set(noteId, note);
      else replica.delete(noteId);
    }
    if (!wasWritten && !json.more) return replica;
    since = `&since=${json.cursor}`;
  }
}
