/** Every API suite once more, with the store on MongoDB. */
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { engineIsThere } from '@keep/testing/real-servers';
import { describe } from 'vitest';
import { runOnMongo } from '../mongo-server.ts';

const suffix = '.test.ts';
const suites = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith(suffix) && file !== basename(import.meta.filename))
  .map(file => file.slice(0, -suffix.length));

describe.skipIf(!engineIsThere('mongo'))('on MongoDB', () => {
  runOnMongo();
  describe.each(suites)('%s', async name => {
    await import(`./${name}.test.ts`);
  });
});
