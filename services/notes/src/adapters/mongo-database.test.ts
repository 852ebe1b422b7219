import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { clientOptions, guaranteed } from './mongo-database.ts';
import { collectionsOf } from './mongo-documents.ts';

it('keeps its guarantees whatever the address says', () => {
  const weak = 'w=1&journal=false&wtimeoutMS=0&readConcernLevel=local&readPreference=secondary&retryWrites=false';
  const client = new MongoClient(`mongodb://127.0.0.1:1/?${weak}&serverSelectionTimeoutMS=600000`, clientOptions);
  const db = guaranteed(client, 'keep_notes');
  for (const each of [db, ...Object.values(collectionsOf(db))]) {
    expect(each.writeConcern).toMatchObject({ w: 'majority', journal: true, j: true, wtimeoutMS: 5_000 });
    expect(each.readConcern?.level).toBe('majority');
    expect(each.readPreference?.mode).toBe('primary');
  }
  expect(client.options).toMatchObject({ retryWrites: true, serverSelectionTimeoutMS: 3_000 });
  expect(client.readPreference.mode).toBe('primary');
});
