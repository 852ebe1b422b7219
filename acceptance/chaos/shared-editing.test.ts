/** Several people edit the same notes on several devices, on and off the line, while what carries it is killed. */
import { killUntilReady } from '@keep/chaos/processes';
import { writingOf, type Writing } from '@keep/note-merge/writing';
import { eventually } from '@keep/testing/eventually';
import { onRealEngines, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signUp } from '../person.ts';
import { accept } from '../share.ts';
import { type Device, type Said, startDevice } from './device.ts';
import { type LastingPerson, lasting } from './lasting-person.ts';
import { randomOf } from './random.ts';
import { wordsOf } from './typing.ts';

/** How often something is killed under them; raise it to look longer. */
const ROUNDS = Number(process.env['EDITING_ROUNDS'] ?? 4);
const SEED = Number(process.env['EDITING_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Of each device in a round: so many things happen at least, and so many changes are made at most. */
const STEPS = 60;
const CHANGES = 12;
const NOTES = 2;
const TIMEOUT = 120_000 + ROUNDS * 20_000;

const shapes = [
  { shape: 'services', processes: ['notes', 'gateway'] },
  // One process holds them all.
  { shape: 'one', processes: ['notes'] },
] as const;

describe.each(shapes.slice(0, onRealEngines ? 1 : 2))(
  'editing together under kill -9, in shape $shape',
  ({ shape, processes }) => {
    let keep: StartedKeep;
    const people: LastingPerson[] = [];
    const devices: Device[] = [];
    const said: Said = { words: new Set(), takenAway: new Set(), titles: new Map() };
    let notes: [string, ...string[]];

    beforeAll(async () => {
      keep = await startKeep({ shape, env: { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' } });
      for (const _ of ['ada', 'eve', 'bob']) people.push(lasting(keep.url, await signUp(keep.url)));
      notes = [await sharedNote(), ...(await Promise.all(Array.from({ length: NOTES - 1 }, sharedNote)))];
      for (const [index, name] of ['ada1', 'ada2', 'eve1', 'bob1', 'bob2'].entries()) {
        const person = people[['ada', 'eve', 'bob'].indexOf(name.slice(0, 3))];
        if (person) devices.push(await startDevice({ name, person, notes, random: randomOf(SEED + index), said }));
      }
    });
    afterAll(() => keep?.stop());

    /** Of the first of them, with all others as editors. */
    async function sharedNote(): Promise<string> {
      const [owner, ...others] = people;
      const note = await owner?.call('POST /api/v1/notes', { body: { title: 'Shared' } });
      const path = `/api/v1/notes/${note?.json.id}`;
      for (const { email } of others) await owner?.call(`PUT ${path}/members`, { body: { email, role: 'editor' } });
      for (const other of others)
        await eventually(async () => expect((await accept(other, note?.json.id)).status).toBe(200), 30_000);
      return note?.json.id;
    }

    it(
      'ends with one note for all, in which is every word that nobody took away',
      async ({ annotate }) => {
        await annotate(`EDITING_SEED=${SEED}`);
        for (let round = 0; round < ROUNDS; round += 1) {
          await Promise.all(people.map(person => person.renew()));
          const killed = killUntilReady(keep, processes[round % processes.length] ?? 'notes');
          await Promise.all(devices.map(device => editUntil(device, killed)));
        }
        await Promise.all(devices.map(device => device.settle()));
        // What one delivered last, others may have yet to hear.
        await Promise.all(devices.map(device => device.settle()));

        const finals = await Promise.all(notes.map(finalOf));
        const seed = `EDITING_SEED=${SEED}`;
        for (const device of devices)
          expect(
            notes.map(note => device.sees(note)),
            seed,
          ).toEqual(finals);
        const left = new Set(finals.flatMap(wordsOf));
        const lost = Array.from(said.words).filter(word => !left.has(word) && !said.takenAway.has(word));
        expect(lost, seed).toEqual([]);
        const titles = new Set((await Promise.all(notes.map(titlesOf))).flat());
        expect([...said.titles.keys()].filter(title => !titles.has(title)), seed).toEqual([]); // prettier-ignore
        await annotate(`${said.words.size} words, ${said.takenAway.size} taken away, ${said.titles.size} titles`);
        expect(said.words.size).toBeGreaterThan(ROUNDS * devices.length);
      },
      TIMEOUT,
    );

    async function editUntil(device: Device, killed: Promise<void>): Promise<void> {
      let isOver = false;
      void killed.then(() => (isOver = true), () => (isOver = true)); // prettier-ignore
      for (let step = 0; step < STEPS || !isOver; step += 1) await device.step(step < 2 * CHANGES);
      await killed;
    }

    async function finalOf(noteId: string): Promise<Writing> {
      return writingOf((await people[0]?.call(`GET /api/v1/notes/${noteId}`))?.json);
    }

    /** All that a note was ever called, by its history. */
    async function titlesOf(noteId: string): Promise<string[]> {
      const path = `/api/v1/notes/${noteId}`;
      const newest = (await people[0]?.call(`GET ${path}`))?.json.revision ?? 0;
      const titles: string[] = [];
      // Nothing of the last hour is given up.
      for (let revision = 1; revision <= newest; revision += 1)
        titles.push((await people[0]?.call(`GET ${path}/revisions/${revision}`))?.json.title);
      return titles;
    }
  },
);
