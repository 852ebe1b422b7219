/** The outbox suite over MongoDB. */
import { type OutboxUnderTest, runOutboxSuite } from '@keep/testing/outbox-suite';
import { engineIsThere } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { describe } from 'vitest';
import { mongoMigrations } from '../../src/adapters/mongo-store.ts';
import { appendToOutbox, eraseFromOutbox, MongoOutbox, recordInInbox } from '../../src/adapters/mongo-outbox.ts';
import { openMongoDatabase } from '../../src/adapters/mongo-start.ts';
import { newDatabase, runOnMongo } from '../mongo-server.ts';

const fail = (): never => {
  throw new Error('after that step');
};

describe.skipIf(!engineIsThere('mongo'))('on a server', () => {
  runOnMongo();

  runOutboxSuite('MongoDB', async (): Promise<OutboxUnderTest> => {
    const db = await openMongoDatabase(
      { url: newDatabase(), connections: 5, folder: temporaryDirectory() },
      'outbox',
      mongoMigrations,
    );
    return {
      store: new MongoOutbox(db),
      append: events => db.transaction(tx => appendToOutbox(tx, events)),
      appendAndFail: events => db.transaction(tx => appendToOutbox(tx, events).then(fail)),
      erase: (userId, keepTypes) => db.transaction(tx => eraseFromOutbox(tx, userId, keepTypes)),
      record: (consumer, eventId) => db.transaction(tx => recordInInbox(tx, consumer, eventId)),
      recordAndFail: (consumer, eventId) => db.transaction(tx => recordInInbox(tx, consumer, eventId).then(fail)),
      close: () => db.close(),
    };
  });
});
