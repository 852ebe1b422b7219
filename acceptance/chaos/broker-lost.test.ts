/** The embedded broker is away for a while; then it comes back without anything that it knew. */
import { type Outage, takeDown } from '@keep/chaos/outage';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type Person, signIn, signUp } from '../person.ts';
import { erasureOf, loggedOf, lookInto } from './look-into.ts';

const PATIENCE = 60_000;
let keep: StartedKeep;
let writer: Person;
const written: string[] = [];

beforeAll(async () => {
  const env = { AUTH_DELETION_PURGE_AFTER: '1', AUTH_DELETION_ASK_AGAIN: '600' };
  keep = await startKeep({ env });
  writer = await signUp(keep.url);
});
afterAll(() => keep?.stop());

async function write(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const { status, json, text } = await writer.call('POST /api/v1/notes', { body: { title: `note ${n}` } });
    expect(status, text).toBe(201);
    written.push(json.id);
  }
}

async function erase(person: Person): Promise<void> {
  expect((await person.call('DELETE /api/v1/me', { body: { password: PASSWORD } })).status).toBe(204);
}

/** The notes of whose creation the log holds an event: each as often as it does. */
async function loggedNotes(): Promise<string[]> {
  const query = `SELECT json_extract(event, '$.data.noteId') AS id FROM events
    WHERE subject = 'keep.notes.${writer.id}.note-created.v1' ORDER BY 1`;
  return (await lookInto<{ id: string }>(keep, 'broker', query)).map(({ id }) => id);
}

/** How often notes has answered that a person is erased: once for each effect. */
async function answersOf(userId: string): Promise<number> {
  const query = `SELECT id FROM outbox WHERE subject = 'keep.notes.${userId}.user-erased.v1'`;
  return (await lookInto(keep, 'notes', query)).length;
}

describe.skipIf(onRealEngines).each(['kept', 'lost'] as const)('a broker that was down, its log %s', data => {
  let outage: Outage;
  let leaving: Person;
  let gone: Person;

  beforeAll(async () => {
    [leaving, gone] = [await signUp(keep.url), await signUp(keep.url)];
    for (const person of [leaving, gone]) await person.call('POST /api/v1/notes', { body: { title: 'to be erased' } });
    await erase(gone);
    await eventually(async () => expect(await erasureOf(keep, gone.id)).toBe('done'), PATIENCE);
    await write(10);
    outage = await takeDown(keep, 'broker');
  });

  it('is missed by nobody: people sign up and in, write, read and leave', async () => {
    await write(10);
    const newcomer = await signUp(keep.url);
    expect((await newcomer.call('GET /api/v1/notes')).status).toBe(200);
    await signIn(keep.url, newcomer.email);
    await erase(leaving);
    await expect(signIn(keep.url, leaving.email)).rejects.toThrow('account-being-deleted');
  });

  it('leaves no session open: each process asks auth instead', async () => {
    await eventually(async () => expect((await leaving.call('GET /api/v1/notes')).status).toBe(401), PATIENCE);
  });

  it('holds every event once when it is back', async () => {
    await outage.end(data);
    await eventually(async () => expect(await loggedNotes()).toEqual(written.toSorted()), PATIENCE);
    await write(5);
    await eventually(async () => expect(await loggedNotes()).toEqual(written.toSorted()), PATIENCE);
  });

  it('has had each effect once: who left is erased, and nothing of them is in the log', async () => {
    await eventually(async () => {
      for (const { id } of [leaving, gone]) {
        expect(await erasureOf(keep, id)).toBe('done');
        expect(await loggedOf(keep, id)).toEqual([]);
      }
    }, PATIENCE);
    expect([await answersOf(leaving.id), await answersOf(gone.id)]).toEqual([1, 1]);
    const left = await lookInto<{ id: string }>(keep, 'notes', 'SELECT id FROM notes ORDER BY id');
    expect(left.map(({ id }) => id)).toEqual(written.toSorted());
  });
});
