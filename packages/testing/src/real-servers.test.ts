import { existsSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, test } from 'vitest';
import { startEngines } from './engines.ts';
import { engineCanStart, startMongo, startNats, startPostgres } from './real-servers.ts';
import { isListening, type RealServer } from './real-server.ts';

const starts = { postgres: startPostgres, mongo: startMongo, nats: startNats };
const started: RealServer[] = [];

afterAll(() => Promise.all(started.map(server => server.stop())));

describe.each(Object.entries(starts))('a throw-away %s', (engine, start) => {
  test.skipIf(!engineCanStart(engine as keyof typeof starts))(
    'can be killed, started again and stopped, and leaves nothing behind',
    async () => {
      const server = await start();
      started.push(server);
      expect(await isListening(server.port)).toBe(true);
      const pid = server.pid();
      await server.kill();
      expect(await isListening(server.port)).toBe(false);
      await server.restart();
      expect(server.pid()).not.toBe(pid);
      expect(await isListening(server.port)).toBe(true);
      await server.stop();
      expect(await isListening(server.port)).toBe(false);
      expect(existsSync(server.dataDir)).toBe(false);
    },
    240_000,
  );
});

test.skipIf(!engineCanStart('postgres') || !engineCanStart('nats'))('several are started side by side', async () => {
  const { variables, stop } = await startEngines(['postgres', 'nats']);
  try {
    expect(variables).toMatchObject({
      KEEP_POSTGRES_URL: expect.stringMatching(/^postgres:/) as string,
      KEEP_NATS_URL: expect.stringMatching(/^nats:/) as string,
      KEEP_NATS_SYNC: 'always',
    });
  } finally {
    await stop();
  }
});

test.skipIf(!engineCanStart('mongo'))(
  'the MongoDB of tests has transactions',
  async () => {
    const server = await startMongo();
    started.push(server);
    const client = new MongoClient(server.url);
    await client.withSession(session =>
      session.withTransaction(() => client.db('t').collection('c').insertOne({ a: 1 }, { session })),
    );
    expect(await client.db('t').collection('c').countDocuments()).toBe(1);
    await client.close();
  },
  240_000,
);
