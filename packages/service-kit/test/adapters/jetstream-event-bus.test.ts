/** The conformance suite over JetStream on a real server. */
import { runEventBusSuite } from '@keep/testing/event-bus-suite';
import { engineIsThere, startEngine, type TestServer } from '@keep/testing/real-servers';
import { afterAll, beforeAll, describe } from 'vitest';
import { connectTo, deleteStreams } from './jetstream.ts';

describe.skipIf(!engineIsThere('nats'))('on a real server', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startEngine('nats');
  }, 60_000);
  afterAll(() => server.stop());

  runEventBusSuite('JetStream', async () => {
    await deleteStreams(server.url);
    return { connect: () => connectTo(server.url), stop: () => Promise.resolve() };
  });
});
