/** The store suite over MongoDB, and what is MongoDB's own. */
import { newId } from '@keep/service-kit/unique-id';
import { engineIsThere, startEngine, type TestServer } from '@keep/testing/real-servers';
import { afterAll, beforeAll, describe } from 'vitest';
import { openMongoStore } from '../../src/adapters/mongo-store.ts';
import { storeSuite } from './store-suite.ts';

describe.skipIf(!engineIsThere('mongo'))('the MongoDB store', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startEngine('mongo');
  }, 240_000);
  afterAll(() => server.stop());

  storeSuite(() => openMongoStore(databaseOf(server), () => undefined));
});

/** The address of a database of its own. */
function databaseOf({ url }: TestServer, name = `test_${newId()}`): string {
  const [, hosts = '', options = ''] = /^(mongodb:\/\/[^/]+)\/[^?]*(.*)$/.exec(url) ?? [];
  return `${hosts}/${name}${options}`;
}
