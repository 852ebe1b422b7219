/** Notes on three MongoDB nodes, whose primary is killed, or frozen, under a load of writes. */
import { noBreaches } from '@keep/chaos/ledger';
import { eventually } from '@keep/testing/eventually';
import type { MongoSet } from '@keep/testing/mongo-set';
import type { RealServer } from '@keep/testing/real-server';
import { engineCanStart, startThreeMongo } from '@keep/testing/real-servers';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNotes, signUp } from '../person.ts';
import { lasting } from './lasting-person.ts';
import { startNoteLoad } from './note-load.ts';

/** Milliseconds: an election takes about ten seconds. */
const PATIENCE = 60_000;
const TIMEOUT = 240_000;

type Act = (primary: RealServer) => Promise<void>;

describe.skipIf(!engineCanStart('mongo'))('Keep on a MongoDB of three', () => {
  let mongo: MongoSet;
  let keep: StartedKeep;

  beforeAll(async () => {
    mongo = await startThreeMongo();
    const env = { KEEP_MONGO_URL: mongo.url, GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' };
    keep = await startKeep({ env });
  }, TIMEOUT);
  afterAll(async () => {
    await keep?.stop();
    await mongo?.stop();
  });

  it.each<{ fate: string; fail: Act; comeBack: Act }>([
    { fate: 'killed', fail: primary => primary.kill(), comeBack: primary => primary.restart() },
    { fate: 'frozen', fail: primary => primary.kill('SIGSTOP'), comeBack: primary => primary.kill('SIGCONT') },
  ])(
    'loses no answered write when the primary is $fate, goes on by itself, and takes the old one back',
    async ({ fail, comeBack }) => {
      const person = lasting(keep.url, await signUp(keep.url));
      const processes = await keep.pids();
      const load = startNoteLoad(person);
      const writesOn = (count: number) => {
        const before = load.written();
        return eventually(() => expect(load.written()).toBeGreaterThan(before + count), PATIENCE);
      };
      await writesOn(10);

      const old = await mongo.primary();
      const followers = mongo.nodes.filter(node => node !== old);
      // What the primary alone has taken dies with it: nobody may have been told that it is kept.
      for (const follower of followers) await follower.kill('SIGSTOP');
      const [written, refused] = [load.written(), load.refused().length];
      const hasTried = () => load.written() > written + 5 || load.refused().length > refused;
      await eventually(() => expect(hasTried()).toBe(true), PATIENCE);
      await fail(old);
      for (const follower of followers) await follower.kill('SIGCONT');
      // What was refused meanwhile was a 503 with Retry-After: the load takes nothing else for a refusal.
      await writesOn(10);
      await comeBack(old);
      await mongo.follows(old);
      await writesOn(10);

      await load.stop();
      expect(load.refused().length).toBeGreaterThan(0);
      expect(await load.check()).toEqual(noBreaches);
      expect(await keep.pids()).toEqual(processes);
      const ids = (await allNotes(person)).map(({ id }) => String(id)).toSorted();
      await eventually(async () => expect(await notesAt(old, person.id)).toEqual(ids), PATIENCE);
    },
    TIMEOUT,
  );
});

/** The notes of a person that this node has, whoever leads. */
async function notesAt({ url }: RealServer, ownerId: string): Promise<string[]> {
  const client = await MongoClient.connect(url, { directConnection: true, readPreference: 'secondaryPreferred' });
  try {
    const notes = client.db('keep_notes').collection<{ _id: string }>('notes');
    return (await notes.find({ ownerId }).toArray()).map(({ _id }) => _id).toSorted();
  } finally {
    await client.close();
  }
}
