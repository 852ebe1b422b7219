/** A process that was killed in the middle of a transaction must not hold up its successor. */
import { engineIsThere } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { clientOptions } from '../../src/adapters/mongo-database.ts';
import { mongoMigrations } from '../../src/adapters/mongo-store.ts';
import { MongoSessionFile } from '../../src/adapters/mongo-session-file.ts';
import { openMongoDatabase } from '../../src/adapters/mongo-start.ts';
import { newDatabase, runOnMongo } from '../mongo-server.ts';

/** No process has this number: Linux ends at 2^22. */
const DEAD = 2 ** 30;

describe.skipIf(!engineIsThere('mongo'))('a transaction that a killed process left open', () => {
  runOnMongo();

  it('is ended by the next process of its folder', async () => {
    const folder = temporaryDirectory();
    const url = newDatabase();
    const open = () => openMongoDatabase({ url, connections: 5, folder }, 'notes', mongoMigrations);
    const touch = { $set: { logId: 'x' } };
    await (await open()).close();

    const killed = await MongoClient.connect(url, clientOptions);
    const session = killed.startSession();
    new MongoSessionFile(folder, DEAD).note(session);
    session.startTransaction();
    await killed
      .db()
      .collection('outbox_state')
      .updateOne({ _id: 'log' as never }, touch, { upsert: true, session });

    const successor = await open();
    const write = successor.transaction(async ({ outboxState, session: own }) => {
      await outboxState.updateOne({ _id: 'log' }, touch, { upsert: true, session: own });
    });
    await expect(write).resolves.toBeUndefined();
    await successor.close();
    await killed.close();
  });
});
