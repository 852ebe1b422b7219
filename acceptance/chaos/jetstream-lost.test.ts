/** JetStream is away for a while; then it comes back with what it knew, or without. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@keep/testing/eventually';
import type { RealServer } from '@keep/testing/real-server';
import { engineCanStart, startNats } from '@keep/testing/real-servers';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type Person, signIn, signUp } from '../person.ts';
import { erasureOf, lookInto } from './look-into.ts';
import { eventsUnder } from './look-into-jetstream.ts';

const PATIENCE = 60_000;

describe.skipIf(!engineCanStart('nats'))('Keep on JetStream', () => {
  let nats: RealServer;
  let keep: StartedKeep;
  let writer: Person;
  const written: string[] = [];

  beforeAll(async () => {
    nats = await startNats();
    const env = { AUTH_DELETION_PURGE_AFTER: '1', KEEP_NATS_URL: nats.url, KEEP_NATS_SYNC: 'always' };
    keep = await startKeep({ env });
    writer = await signUp(keep.url);
  });
  afterAll(async () => {
    await keep?.stop();
    await nats?.stop();
  });

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

  async function everyNoteIsLoggedOnce(): Promise<void> {
    await eventually(async () => {
      const events = await eventsUnder(nats.url, `keep.notes.${writer.id}.note-created.v1`);
      expect(events.map(({ data }) => String(data['noteId'])).toSorted()).toEqual(written.toSorted());
    }, PATIENCE);
  }

  it('has no broker', async () => {
    expect(Object.keys(await keep.pids()).toSorted()).toEqual(['auth', 'gateway', 'notes', 'notify']);
  });

  describe.each(['kept', 'lost'] as const)('that was down, its log %s', data => {
    let leaving: Person;

    beforeAll(async () => {
      leaving = await signUp(keep.url);
      await leaving.call('POST /api/v1/notes', { body: { title: 'to be erased' } });
      await write(10);
      await everyNoteIsLoggedOnce();
      await nats.kill();
    });

    it('misses it nowhere: people sign up and in, write, read and leave', async () => {
      await write(10);
      const newcomer = await signUp(keep.url);
      expect((await newcomer.call('GET /api/v1/notes')).status).toBe(200);
      await signIn(keep.url, newcomer.email);
      await erase(leaving);
    });

    it('ends sessions all the same: each process asks auth instead', async () => {
      await eventually(async () => expect((await leaving.call('GET /api/v1/notes')).status).toBe(401), 20_000);
    });

    it('has every event once when it is back, and each effect once', async () => {
      if (data === 'lost') rmSync(join(nats.dataDir, 'store'), { recursive: true });
      await nats.restart();
      await everyNoteIsLoggedOnce();
      await eventually(async () => {
        expect(await erasureOf(keep, leaving.id)).toBe('done');
        expect(await eventsUnder(nats.url, `keep.*.${leaving.id}.>`)).toEqual([]);
      }, PATIENCE);
      const left = await lookInto<{ id: string }>(keep, 'notes', 'SELECT id FROM notes ORDER BY id');
      expect(left.map(({ id }) => id)).toEqual(written.toSorted());
      await write(5);
      await everyNoteIsLoggedOnce();
    });
  });
});
