/** A person with an account and notes, whose token is always fresh. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { call } from '@keep/testing/call';
import { z } from 'zod';
import { noteBody } from './sample-note.ts';

export type Person = {
  /** The whole `Authorization` header. */
  authorization(): Promise<string>;
  noteIds: readonly string[];
};

const PASSWORD = 'correct horse battery staple';
/** An access token lives five minutes. */
const FRESH_FOR = 120_000;
/** Operations in a batch, and batches at a time. */
const BATCH = 100;
const LANES = 4;
/** Batches that may be sent again because the service was too busy; the same notes are made once. */
const MAX_RETRIES = 100;

const session = z.object({ accessToken: z.string() });
const results = z.object({ results: z.array(z.object({ status: z.number() })) });

/** Signs somebody up at `url` and gives them notes, through the public API. */
export async function makePerson(url: string, noteCount: number): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  let token = await enter('sign-up', { email, password: PASSWORD, name: 'Somebody' });
  let takenAt = Date.now();
  async function authorization(): Promise<string> {
    if (Date.now() - takenAt > FRESH_FOR) {
      token = await enter('sign-in', { email, password: PASSWORD });
      takenAt = Date.now();
    }
    return `Bearer ${token}`;
  }

  async function enter(door: 'sign-up' | 'sign-in', body: object): Promise<string> {
    return session.parse((await call(url, `POST /api/v1/auth/${door}`, { body })).json).accessToken;
  }

  const noteIds = Array.from({ length: noteCount }, () => randomUUID());
  const numbered = noteIds.map((id, number) => ({ id, number }));
  const batches = Array.from({ length: Math.ceil(noteCount / BATCH) }, (_, at) =>
    numbered.slice(at * BATCH, (at + 1) * BATCH),
  );
  let retries = 0;
  async function fill(): Promise<void> {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      const operations = batch.map(({ id, number }) => ({ opId: id, type: 'note.create', id, data: noteBody(number) }));
      const headers = { authorization: await authorization() };
      const reply = await call(url, 'POST /api/v1/notes/batch', { headers, body: { operations } });
      const statuses =
        reply.status === 200 ? results.parse(reply.json).results.map(each => each.status) : [reply.status];
      const refused = statuses.find(status => status >= 300);
      if (refused === undefined) continue;
      retries += 1;
      if (refused !== 503 || retries > MAX_RETRIES) throw new Error(`Notes were refused with ${refused}.`);
      batches.push(batch);
      await delay(200);
    }
  }
  await Promise.all(Array.from({ length: LANES }, fill));
  return { authorization, noteIds };
}
