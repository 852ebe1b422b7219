/** The disk under PostgreSQL is full: a real one, small enough to be filled. */
import { setTimeout as delay } from 'node:timers/promises';
import { canMountDisks, mountSmallDisk, type SmallDisk } from '@keep/chaos/small-disk';
import { eventually } from '@keep/testing/eventually';
import type { RealServer } from '@keep/testing/real-server';
import { engineCanStart, startPostgres } from '@keep/testing/real-servers';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, signIn, signUp } from '../person.ts';
import { failures, startCalls } from './steady-calls.ts';

const PATIENCE = 60_000;
/** Megabytes: an empty PostgreSQL takes about forty. */
const SIZE = 160;

describe.skipIf(!canMountDisks() || !engineCanStart('postgres'))('auth on a PostgreSQL whose disk is full', () => {
  let disk: SmallDisk;
  let postgres: RealServer;
  let keep: StartedKeep;

  beforeAll(async () => {
    disk = mountSmallDisk(temporaryDirectory(), SIZE);
    postgres = await startPostgres({ folder: disk.path });
    const env = { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0', GATEWAY_BREAKER_WINDOW_MS: '1000' };
    keep = await startKeep({ env: { ...env, KEEP_POSTGRES_URL: postgres.url } });
  });
  afterAll(async () => {
    await keep?.stop();
    await postgres?.stop();
    disk?.unmount();
  });

  it('refuses clearly what it would have to write, reads on, and knows everybody again when there is room', async () => {
    const person = await signUp(keep.url);
    const processes = await keep.pids();
    const targets = ['GET /api/v1/me', 'POST /api/v1/notes', 'GET /api/v1/auth/sessions'];
    const calls = startCalls(1, async turn => {
      await delay(20);
      const target = targets[turn % targets.length] ?? '';
      return person.call(target, target.startsWith('POST') ? { body: { title: 'meanwhile' } } : {});
    });
    const newcomers: Person[] = [];
    await disk.fill();
    await expect(async () => {
      for (;;) newcomers.push(await signUp(keep.url));
    }).rejects.toThrow('no session: 503');
    const answered = calls.answers().length;
    await eventually(() => expect(calls.answers().length).toBeGreaterThan(answered + 30), PATIENCE);
    await disk.free();
    await eventually(() => signUp(keep.url), PATIENCE);
    for (const known of [person, ...newcomers.slice(-5)]) await signIn(keep.url, known.email);
    expect(failures(await calls.stop())).toEqual([]);
    expect(await keep.pids()).toEqual(processes);
  });
});
