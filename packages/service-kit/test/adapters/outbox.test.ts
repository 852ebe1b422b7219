/** The kit's own outboxes. */
import { join } from 'node:path';
import { newId } from '@keep/service-kit/unique-id';
import { type OutboxUnderTest, runOutboxSuite } from '@keep/testing/outbox-suite';
import { engineIsThere, startEngine, type TestServer } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, beforeAll, describe } from 'vitest';
import { PostgresDatabase } from '../../src/postgres-database.ts';
import * as postgres from '../../src/postgres-outbox.ts';
import { ensureDatabase } from '../../src/postgres-start.ts';
import { SqliteDatabase } from '../../src/sqlite-database.ts';
import * as sqlite from '../../src/sqlite-outbox.ts';

function fail(): never {
  throw new Error('the change failed');
}

runOutboxSuite('SQLite', async (): Promise<OutboxUnderTest> => {
  const migration = { id: 1, name: 'outbox', sql: sqlite.outboxMigrationSql };
  const db = SqliteDatabase.open(join(temporaryDirectory(), 'service.sqlite'), [migration]);
  return {
    store: new sqlite.SqliteOutbox(db),
    append: events => db.write(() => sqlite.appendToOutbox(db, events)),
    appendAndFail: events => db.write(() => (sqlite.appendToOutbox(db, events), fail())),
    erase: (userId, keepTypes) => db.write(() => sqlite.eraseFromOutbox(db, userId, keepTypes)),
    record: (consumer, eventId) => db.write(() => sqlite.recordInInbox(db, consumer, eventId)),
    recordAndFail: (consumer, eventId) => db.write(() => (sqlite.recordInInbox(db, consumer, eventId), fail())),
    close: async () => db.close(),
  };
});

describe.skipIf(!engineIsThere('postgres'))('on a server', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startEngine('postgres')));
  afterAll(() => server.stop());

  runOutboxSuite('PostgreSQL', async (): Promise<OutboxUnderTest> => {
    const url = await ensureDatabase(server.url, `outbox_${newId().replaceAll('-', '')}`);
    const migration = { id: 1, name: 'outbox', sql: postgres.postgresOutboxMigrationSql };
    const db = await PostgresDatabase.open({ url, migrations: [migration], name: 'test' });
    return {
      store: new postgres.PostgresOutbox(db),
      append: events => db.transaction(tx => postgres.appendToOutbox(tx, events)),
      appendAndFail: events => db.transaction(tx => postgres.appendToOutbox(tx, events).then(fail)),
      erase: (userId, keepTypes) => db.transaction(tx => postgres.eraseFromOutbox(tx, userId, keepTypes)),
      record: (consumer, eventId) => db.transaction(tx => postgres.recordInInbox(tx, consumer, eventId)),
      recordAndFail: (consumer, eventId) =>
        db.transaction(tx => postgres.recordInInbox(tx, consumer, eventId).then(fail)),
      close: () => db.close(),
    };
  });
});
