/** What requests that change nothing leave in the store: the rows of their `opId`s and keys, and nothing else. */
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { newId } from '@keep/service-kit/unique-id';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../src/adapters/sqlite-store.ts';
import { storeEnvironment } from '../mongo-server.ts';
import { type NotesApp, type Person, startNotes } from './notes-app.ts';

/** Of a row with its share of the indexes. */
const BYTES_OF_ROW = 1_000;

let environment: Record<string, string>;
let app: NotesApp;
let ada: Person;
beforeAll(async () => {
  environment = { DATA_DIR: temporaryDirectory(), ...storeEnvironment() };
  app = await startNotes(environment);
  ada = await app.person();
});
afterAll(() => app.stop());

/** Bytes of the store: on SQLite of all pages, on MongoDB of all documents and indexes. */
async function bytesStored(): Promise<number> {
  const { MONGO_URL: url, DATA_DIR: folder } = environment;
  if (url !== undefined) {
    const client = await MongoClient.connect(url);
    const { dataSize, indexSize } = await client.db().stats();
    await client.close();
    return Number(dataSize) + Number(indexSize);
  }
  const db = SqliteDatabase.open(`${folder}/notes.sqlite`, migrations);
  const pragma = (name: string) => Number(Object.values(db.get(`PRAGMA ${name}`) ?? {})[0]);
  const bytes = pragma('page_count') * pragma('page_size');
  db.close();
  return bytes;
}

describe('requests that change nothing', () => {
  it('store some hundred bytes each, however large the note is', async () => {
    const note = await ada.newNote({
      kind: 'list',
      items: Array.from({ length: 250 }, () => ({ text: 'x'.repeat(900) })),
      placement: { color: 'red' },
    });
    const before = await bytesStored();
    for (let batch = 0; batch < 6; batch += 1) {
      const operations = Array.from({ length: 100 }, () => ({
        opId: newId(),
        type: 'note.place',
        id: note.id,
        data: { color: 'red' },
      }));
      const { json } = await ada.call('POST /notes/batch', { operations });
      for (const { status } of json.results) expect(status).toBe(200);
    }
    const stored = (await bytesStored()) - before;
    expect(stored).toBeLessThan(600 * BYTES_OF_ROW);
  });
});
