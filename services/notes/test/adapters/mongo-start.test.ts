/** Which MongoDB notes refuses at its start, and how. */
import { StartError } from '@keep/service-kit/app-error';
import { engineCanStart, engineIsThere, startMongo } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { assertNewEnough } from '../../src/adapters/mongo-start.ts';
import { openMongoStore } from '../../src/adapters/mongo-store.ts';
import { newDatabase, newSharedDatabase, runOnMongo, SERVER_START } from '../mongo-server.ts';

const open = (url: string) => openMongoStore({ url, connections: 5, folder: temporaryDirectory() }, () => undefined);
const refusal = (url: string) =>
  open(url).then(
    () => undefined,
    (error: unknown) => error as Error,
  );

describe('an address', () => {
  it('that cannot be read is refused without being repeated', async () => {
    const error = await refusal('mongodb://ada:secret@host:port/');
    expect(error).toBeInstanceOf(StartError);
    expect(error?.message).toContain('write it as mongodb://');
    expect(error?.message).not.toContain('secret');
  });

  it('where nobody answers is named, without its password', async () => {
    const error = await refusal('mongodb://ada:secret@127.0.0.1:1/keep?serverSelectionTimeoutMS=99');
    expect(error).toBeInstanceOf(StartError);
    expect(error?.message).toMatch(/^MongoDB at 127\.0\.0\.1:1 cannot be used: start it/);
    expect(error?.message).not.toContain('secret');
  }, 30_000);
});

describe('a server that is too old', () => {
  it('is refused with the version that it needs', () => {
    expect(() => assertNewEnough(9, 'db.example.org')).toThrow(
      /^MongoDB at db\.example\.org is too old .* 5\.0 or later/,
    );
    expect(() => assertNewEnough(13, 'db.example.org')).not.toThrow();
  });
});

describe.skipIf(!engineCanStart('mongo'))('a standalone MongoDB', () => {
  it(
    'is refused with the reason and the remedy',
    async () => {
      const server = await startMongo({ replicaSet: false });
      const error = await refusal(server.url);
      expect(error).toBeInstanceOf(StartError);
      expect(error?.message).toContain(`127.0.0.1:${server.port} is a standalone server, which has no transactions`);
      expect(error?.message).toContain('start it with --replSet');
      await server.stop();
    },
    SERVER_START,
  );
});

describe.skipIf(!engineIsThere('mongo'))('a MongoDB database', () => {
  runOnMongo();

  it('that is newer than the code is refused', async () => {
    const url = newDatabase();
    await (await open(url)).close();
    const client = await MongoClient.connect(url);
    await client
      .db()
      .collection('schema')
      .updateOne({}, { $set: { version: 99 } });
    await client.close();
    const error = await refusal(url);
    expect(error).toBeInstanceOf(StartError);
    expect(error?.message).toMatch(/made by a newer Keep \(schema 99, this one knows \d+\): update Keep/);
  });

  it('is migrated on by another replica when one was killed over it', async () => {
    const url = newDatabase();
    const client = await MongoClient.connect(url);
    const schema = client.db().collection<{ _id: string; version: number; turnEnds: Date }>('schema');
    await schema.insertOne({ _id: 'schema', version: 0, turnEnds: new Date(Date.now() + 2_000) });
    await client.db().createCollection('notes');
    await client.close();
    const store = await open(url);
    expect(await store.reader.changeCount('nobody')).toBe(0);
    await store.close();
  });

  it('is opened by several at once, and again', async () => {
    const url = await newSharedDatabase();
    const stores = await Promise.all([open(url), open(url), open(url)]);
    await Promise.all(stores.map(store => store.close()));
    await (await open(url)).close();
  });
});
