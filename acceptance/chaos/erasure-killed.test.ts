/** The erasure of a person, killed at every step: it always ends, and nobody else notices. */
import { setTimeout as delay } from 'node:timers/promises';
import { freeze, killFrozen, killUntilReplaced } from '@keep/chaos/processes';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allNotes, PASSWORD, type Person, signUp } from '../person.ts';
import { share } from '../share.ts';
import { type LastingPerson, lasting } from './lasting-person.ts';
import { partsOf, type SystemParts } from './system-parts.ts';

const PATIENCE = 60_000;
/** Several chunks of what notes erases at a time; few more on real engines, which take longer for each. */
const NOTES = onRealEngines ? 220 : 300;
/** Of them, those that the bystander has too; and as many of the bystander's own that are shared with the leaving person. */
const SHARED = 5;

let keep: StartedKeep;
let parts: SystemParts;
let bystander: LastingPerson;
/** By what was done to their erasure. */
const leaving = new Map<string, Person>();
/** What each wants for their shared notes: every other one hands them over. */
const wishes = new Map<Person, 'remove' | 'hand-over'>();
/** What is the bystander's in the end: their own notes, and those that they were handed. */
const toStay = new Set<string>();

beforeAll(async () => {
  const env = {
    AUTH_DELETION_PURGE_AFTER: '3',
    AUTH_DELETION_ASK_AGAIN: '600',
    GATEWAY_USER_RATE: '0',
    GATEWAY_ADDRESS_RATE: '0',
    // A hundred notes are a hundred commits: on a busy machine a real engine takes longer than the usual ten seconds.
    GATEWAY_DEADLINE_MS: '60000',
  };
  keep = await startKeep({ env });
  parts = await partsOf(keep);
  bystander = lasting(keep.url, await personWithNotes(10));
  for (const { id } of await allNotes(bystander)) toStay.add(id);
});
afterAll(() => keep?.stop());

async function personWithNotes(count: number): Promise<Person> {
  const person = await signUp(keep.url);
  for (let first = 0; first < count; first += 100) {
    const operations = Array.from({ length: Math.min(100, count - first) }, (_, n) => ({
      opId: crypto.randomUUID(),
      type: 'note.create',
      id: crypto.randomUUID(),
      data: { title: `note ${first + n} of ${person.id}` },
    }));
    const { status, text } = await person.call('POST /api/v1/notes/batch', { body: { operations } });
    expect(status, text).toBe(200);
  }
  return person;
}

/** Their newest notes with the bystander, and the bystander's newest with them. */
async function shareWithBystander(person: Person): Promise<void> {
  const sharedNotes = wishes.size % 2 === 0 ? 'remove' : 'hand-over';
  wishes.set(person, sharedNotes);
  const newest = async (owner: Person) => (await allNotes(owner)).slice(0, SHARED) as { id: string }[];
  for (const { id } of await newest(person)) {
    await share(person, id, bystander, 'editor');
    if (sharedNotes === 'hand-over') toStay.add(id);
  }
  const own = (await allNotes(bystander)).filter(({ ownerId }) => ownerId === bystander.id) as { id: string }[];
  for (const { id } of own.slice(-SHARED)) await share(bystander, id, person, 'viewer');
}

async function erase(person: Person): Promise<void> {
  const body = { password: PASSWORD, sharedNotes: wishes.get(person) ?? 'remove' };
  const reply = await person.call('DELETE /api/v1/me', { body });
  expect(reply.status, reply.text).toBe(204);
}

async function isLogged(person: Person, type: string): Promise<void> {
  await eventually(async () => expect(await parts.loggedOf(person.id)).toContain(type), PATIENCE);
}

/** What is killed, by the step that it interrupts. */
const steps: Record<string, (person: Person) => Promise<void>> = {
  'auth dies before it could tell anybody': async person => {
    const log = await parts.freezeLog();
    await erase(person);
    await killUntilReplaced(keep, 'auth');
    await log.thaw();
  },

  'the log dies before it could tell notes': async person => {
    const notes = await freeze(keep, 'notes');
    await erase(person);
    await isLogged(person, 'auth.user-deletion-requested.v1');
    await parts.killLog();
    notes.thaw();
  },

  'notes dies before it hears of it': async person => {
    const notes = await freeze(keep, 'notes');
    await erase(person);
    await isLogged(person, 'auth.user-deletion-requested.v1');
    killFrozen(notes);
  },

  'notes dies at some moment of erasing': async person => {
    await erase(person);
    await delay(Math.random() * 100);
    await killUntilReplaced(keep, 'notes');
  },

  'notes dies again and again': async person => {
    await erase(person);
    for (let n = 0; n < 3; n += 1) await killUntilReplaced(keep, 'notes');
  },

  'auth dies before it hears the answer': async person => {
    const notes = await freeze(keep, 'notes');
    await erase(person);
    await isLogged(person, 'auth.user-deletion-requested.v1');
    const auth = await freeze(keep, 'auth');
    notes.thaw();
    await isLogged(person, 'notes.user-erased.v1');
    killFrozen(auth);
  },

  'auth dies before it purges the log': async person => {
    await erase(person);
    await eventually(async () => expect(await parts.erasureOf(person.id)).toBe('erased'), PATIENCE);
    await killUntilReplaced(keep, 'auth');
  },

  'the log dies while it is purged': async person => {
    await erase(person);
    await eventually(async () => expect(await parts.erasureOf(person.id)).toBe('erased'), PATIENCE);
    const log = await parts.freezeLog();
    await delay(Math.random() * 3_000);
    await log.kill();
  },

  'everything dies at once': async person => {
    await erase(person);
    await Promise.all([parts.killLog(), ...['auth', 'notes', 'gateway'].map(name => killUntilReplaced(keep, name))]);
  },
};

it.each(Object.keys(steps))('lets people go on when %s', async step => {
  const person = await personWithNotes(NOTES);
  leaving.set(step, person);
  await bystander.renew();
  await shareWithBystander(person);
  await steps[step]?.(person);
  await eventually(async () => {
    expect((await person.call('GET /api/v1/me')).status).toBe(401);
    expect((await bystander.call('GET /api/v1/notes')).status).toBe(200);
    await signUp(keep.url);
  }, PATIENCE);
});

it('has erased everybody who asked for it, whatever died, with one answer each', async () => {
  expect(leaving.size).toBe(Object.keys(steps).length);
  await eventually(async () => {
    for (const [step, { id }] of leaving) {
      expect([step, await parts.erasureOf(id), await parts.loggedOf(id)]).toEqual([step, 'done', []]);
    }
  }, 2 * PATIENCE);
  expect(await parts.answersOfNotes()).toBe(leaving.size);
});

it('has kept what is of others, and nothing else', async () => {
  await bystander.renew();
  const notes = (await allNotes(bystander)) as { id: string; ownerId: string; members: unknown[] }[];
  expect(notes.map(({ id }) => id).toSorted()).toEqual([...toStay].toSorted());
  for (const { id, ownerId, members } of notes) expect([id, ownerId, members]).toEqual([id, bystander.id, []]);
  expect(await parts.ownersOfNotes()).toEqual([bystander.id]);
  expect(await parts.accountsOf([...leaving.values()].map(({ id }) => id))).toEqual([]);
});
