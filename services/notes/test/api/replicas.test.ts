/** Two replicas of notes on one database: whichever answers, it is one service. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotesApp, type Person, startNotes } from './notes-app.ts';

let replicas: [NotesApp, NotesApp];
let ada: Person;
const heard: EventEnvelope[] = [];
beforeAll(async () => {
  const first = await startNotes();
  replicas = [first, await first.startReplica()];
  ada = await first.person();
  first.bus.consume({ name: 'test.reader', subjects: ['keep.notes.>'] }, async event => void heard.push(event));
});
afterAll(async () => {
  for (const replica of replicas.toReversed()) await replica.stop();
});

/** The same call at both replicas at the same time. */
const atBoth = (target: string, body: (index: number) => unknown, headers: Record<string, string> = {}) =>
  Promise.all(replicas.map((replica, index) => replica.call(target, { token: ada.token, body: body(index), headers })));

describe('two replicas', () => {
  it('merge two edits of one revision, whoever was first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const note = await ada.newNote({ body: 'both' });
      const replies = await atBoth(`PATCH /notes/${note.id}`, index => ({ baseRevision: 1, body: `both of ${index}` }));
      expect(replies.map(({ status }) => status)).toEqual([200, 200]);
      const { json } = await ada.call(`GET /notes/${note.id}`);
      expect(json.revision).toBe(3);
      expect(json.body).toMatch(/^both of (0.*1|1.*0)$/);
    }
  });

  it('make one note of one Idempotency-Key', async () => {
    for (let round = 0; round < 10; round += 1) {
      const replies = await atBoth('POST /notes', () => ({ title: 'once' }), { 'idempotency-key': newId() });
      expect(replies.map(({ status }) => status)).toEqual([201, 201]);
      expect(replies[0]?.text).toBe(replies[1]?.text);
    }
  });

  it('make one note of one id, and refuse the other content', async () => {
    const id = newId();
    const replies = await atBoth('POST /notes', index => ({ id, title: `of ${index}` }));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201, 409]));
  });

  it('tell of a note in the order of its versions, each once', async () => {
    const note = await ada.newNote();
    for (let revision = 1; revision <= 20; revision += 1) {
      const body = { baseRevision: revision, title: `${revision}` };
      await replicas[revision % 2 === 0 ? 0 : 1].call(`PATCH /notes/${note.id}`, { token: ada.token, body });
    }
    const versions = () =>
      heard.flatMap(({ data }) => {
        const { noteId, version } = data as { noteId?: string; version: number };
        return noteId === note.id ? [version] : [];
      });
    await eventually(() => expect(versions().length).toBeGreaterThanOrEqual(21), 15_000);
    expect(versions()).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  });
});
