/**
 * The disk under MongoDB is full. It gives up at the first write to its journal that fails, by design: what comes after
 * is the work of whoever runs it, to make room and start it again.
 */
import { noBreaches } from '@keep/chaos/ledger';
import { canMountDisks, mountSmallDisk, type SmallDisk } from '@keep/chaos/small-disk';
import { eventually } from '@keep/testing/eventually';
import type { RealServer } from '@keep/testing/real-server';
import { engineCanStart, startMongo } from '@keep/testing/real-servers';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';
import { type NoteLoad, startNoteLoad } from './note-load.ts';
import { failures, startCalls } from './steady-calls.ts';

const PATIENCE = 60_000;
/** Megabytes. Its files have holes where it has reserved room: an empty MongoDB takes less than one. */
const SIZE = 128;

/** It takes up to a minute, most of it for MongoDB to end. */
const isWanted = process.env['TEST_CHAOS'] === 'all';

describe.skipIf(!isWanted || !canMountDisks() || !engineCanStart('mongo'))(
  'notes on a MongoDB whose disk is full',
  () => {
    let disk: SmallDisk;
    let mongo: RealServer;
    let keep: StartedKeep;
    let person: Person;

    beforeAll(async () => {
      disk = mountSmallDisk(temporaryDirectory(), SIZE);
      mongo = await startMongo({ folder: disk.path });
      // What hangs is refused sooner than by default, and so is this test over sooner.
      const env = { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0', GATEWAY_DEADLINE_MS: '3000' };
      keep = await startKeep({ env: { ...env, KEEP_MONGO_URL: mongo.url } });
      person = await signUp(keep.url);
    }, 240_000);
    afterAll(async () => {
      await keep?.stop();
      await mongo?.stop();
      disk?.unmount();
    });

    async function writesOn({ written }: NoteLoad): Promise<void> {
      const before = written();
      await eventually(() => expect(written()).toBeGreaterThan(before + 10), PATIENCE);
    }

    it('refuses clearly, and has all that it answered when MongoDB is back', async () => {
      const processes = await keep.pids();
      // Each refusal is a 503: the load takes nothing else.
      const load = startNoteLoad(person);
      await writesOn(load);
      const accounts = startCalls(1, () => person.call('GET /api/v1/me'));
      const reads = startCalls(1, () => person.call('GET /api/v1/notes?limit=1'));
      await disk.fill();
      await eventually(() => expect(load.refused().length).toBeGreaterThan(20), PATIENCE);
      // It may be about to end by itself, and takes its time to say why.
      await mongo.kill();
      await disk.free();
      await mongo.restart();
      await writesOn(load);
      await load.stop();
      expect(await load.check()).toEqual(noBreaches);
      expect(failures(await accounts.stop())).toEqual([]);
      const unclear = (await reads.stop()).filter(
        ({ status, headers }) => status !== 200 && !(status === 503 && Number(headers.get('retry-after')) > 0),
      );
      expect(unclear).toEqual([]);
      expect(await keep.pids()).toEqual(processes);
    });
  },
);
