/** The store suite over MongoDB, and what is MongoDB's own. */
import { engineIsThere } from '@keep/testing/real-servers';
import { describe } from 'vitest';
import { openMongoStore } from '../../src/adapters/mongo-store.ts';
import { newDatabase, runOnMongo } from '../mongo-server.ts';
import { storeSuite } from './store-suite.ts';

describe.skipIf(!engineIsThere('mongo'))('the MongoDB store', () => {
  runOnMongo();
  storeSuite(() => openMongoStore({ url: newDatabase(), connections: 50 }, () => undefined));
});
