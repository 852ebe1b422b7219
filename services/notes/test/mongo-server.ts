/** The MongoDB that suites run over: a real server, and a database of its own for each store. */
import { newId } from '@keep/service-kit/unique-id';
import { startEngine, type TestServer } from '@keep/testing/real-servers';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';

/** Long enough for the first start of all on a machine. */
export const SERVER_START = 240_000;

let server: TestServer | undefined;

/** Runs MongoDB while the tests of the surrounding `describe` run; all stores that they start are there. */
export function runOnMongo(): void {
  beforeAll(async () => {
    server = await startEngine('mongo');
  }, SERVER_START);
  afterAll(() => server?.stop());
}

/** What a notes service is told of a new, empty store: of one in its folder where `runOnMongo` was not called. */
export function storeEnvironment(): Record<string, string> {
  return server ? { MONGO_URL: newDatabase() } : {};
}

/** The address of a database that is not there yet. Throws without a server. */
export function newDatabase(on: Pick<TestServer, 'url'> | undefined = server): string {
  const [, hosts, options = ''] = /^(mongodb:\/\/[^/]+)\/?[^?]*(.*)$/.exec(on?.url ?? '') ?? [];
  if (hosts === undefined) throw new Error('MongoDB is not started.');
  return `${hosts}/notes_${newId()}${options}`;
}

/**
 * One that several may open at once for the first time. It has the collection that they meet in: a mongod built for
 * another system than it runs on can crash when two make the same collection at once.
 */
export async function newSharedDatabase(): Promise<string> {
  const url = newDatabase();
  const client = await MongoClient.connect(url);
  await client.db().createCollection('schema');
  await client.close();
  return url;
}
