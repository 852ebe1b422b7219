/** The service on a MongoDB that dies, steps down or freezes: what was answered holds, what is unknown is a 503. */
import { newId } from '@keep/service-kit/unique-id';
import type { Reply } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import type { RealServer } from '@keep/testing/real-server';
import { engineCanStart, startMongo } from '@keep/testing/real-servers';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotesApp, type Person, startNotes } from '../api/notes-app.ts';
import { newDatabase, SERVER_START } from '../mongo-server.ts';

const WRITERS = 6;
/** Longer than a set of one takes to be primary again. */
const BACK_AGAIN = 60_000;

describe.skipIf(!engineCanStart('mongo'))('notes on a MongoDB that fails', () => {
  let server: RealServer;
  let replicas: NotesApp[];
  beforeAll(async () => {
    server = await startMongo();
    const first = await startNotes({ MONGO_URL: newDatabase(server), LOG_LEVEL: 'error' });
    replicas = [first, await first.startReplica()];
  }, SERVER_START);
  afterAll(async () => {
    for (const replica of replicas.toReversed()) await replica.stop();
    await server.stop();
  });

  const at = (index: number): NotesApp => {
    const replica = replicas[index % replicas.length];
    if (!replica) throw new Error('There is no such replica.');
    return replica;
  };

  /** Writes while it breaks, until each writer has succeeded again; answers the replies by note id. */
  async function writeThrough(breakIt: () => Promise<void>): Promise<{ person: Person; replies: Map<string, Reply> }> {
    const person = await at(0).person();
    const replies = new Map<string, Reply>();
    let isOver = false;
    let isStopped = false;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      while (!isStopped) {
        const id = newId();
        const reply = await at(writer).call('POST /notes', { token: person.token, body: { id, title: id } });
        replies.set(id, reply);
        if (isOver && reply.status === 201) return;
      }
    });
    await eventually(() => expect(replies.size).toBeGreaterThan(20), BACK_AGAIN);
    await breakIt();
    isOver = true;
    let going = writers.length;
    for (const writer of writers) void writer.finally(() => (going -= 1));
    await eventually(() => expect(going).toBe(0), BACK_AGAIN).finally(() => (isStopped = true));
    return { person, replies };
  }

  async function everyNoteOf(person: Person): Promise<string[]> {
    const ids: string[] = [];
    let query = '';
    do {
      const { json } = await person.call(`GET /notes?limit=100${query}`);
      ids.push(...json.notes.map(({ id }: { id: string }) => id));
      query = json.nextCursor === null ? '' : `&cursor=${json.nextCursor}`;
    } while (query !== '');
    return ids;
  }

  async function assertNothingLost(person: Person, replies: Map<string, Reply>): Promise<void> {
    for (const reply of replies.values()) if (reply.status !== 201) assertUnavailable(reply);
    const found = await everyNoteOf(person);
    expect(new Set(found).size).toBe(found.length);
    const answered = [...replies].filter(([, { status }]) => status === 201).map(([id]) => id);
    expect(answered.filter(id => !found.includes(id))).toEqual([]);
    expect(answered.length).toBeGreaterThan(20);
    const repeated = [...replies].filter(([, { status }]) => status === 503).slice(0, 10);
    for (const [id] of repeated) {
      const again = await person.call('POST /notes', { id, title: id });
      expect(again.status).toBe(found.includes(id) ? 200 : 201);
    }
  }

  it('loses nothing that it answered when MongoDB is killed under writes', async () => {
    const { person, replies } = await writeThrough(async () => {
      await server.kill();
      await server.restart();
    });
    await assertNothingLost(person, replies);
  }, 180_000);

  it('loses nothing that it answered when the primary steps down under writes', async () => {
    const admin = await MongoClient.connect(server.url, { directConnection: true });
    const { person, replies } = await writeThrough(async () => {
      // The connection may be closed by it.
      await admin
        .db('admin')
        .command({ replSetStepDown: 2, force: true })
        .catch(() => undefined);
    });
    await admin.close();
    await assertNothingLost(person, replies);
  }, 180_000);

  it('refuses within its patience while MongoDB is frozen, and goes on when it is thawed', async () => {
    const person = await at(0).person();
    await server.kill('SIGSTOP');
    const frozenAt = Date.now();
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => person.call('POST /notes', { title: 'frozen' })),
      person.call('GET /notes'),
    ]);
    answers.forEach(assertUnavailable);
    expect(Date.now() - frozenAt).toBeLessThan(30_000);
    await server.kill('SIGCONT');
    await eventually(async () => expect((await person.call('POST /notes', {})).status).toBe(201), BACK_AGAIN);
  }, 180_000);
});

function assertUnavailable({ status, json, headers }: Reply): void {
  expect([status, json.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
}
