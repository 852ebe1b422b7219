/** A NATS server that is too old for Keep: it sends its version and does nothing else. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { JetStreamConnection } from '@keep/service-kit/jetstream-connection';
import { eventually } from '@keep/testing/eventually';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logger } from './jetstream.ts';

const INFO = { server_id: 'old', version: '2.9.10', proto: 1, headers: true, max_payload: 1_048_576 };

const open = new Set<Socket>();
let accepted = 0;
let server: Server;
let connection: JetStreamConnection;

beforeEach(async () => {
  accepted = 0;
  server = createServer(socket => {
    accepted += 1;
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
    socket.on('data', data => void (String(data).includes('PING\r\n') && socket.write('PONG\r\n')));
    socket.write(`INFO ${JSON.stringify(INFO)}\r\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  connection = new JetStreamConnection(`nats://127.0.0.1:${port}`, 'test', logger);
});

afterEach(async () => {
  await connection.close();
  server.close();
});

test('a connection to a server that is refused is closed before the next attempt', async () => {
  await eventually(() => expect(accepted).toBeGreaterThan(4), 15_000);
  expect(open.size).toBeLessThanOrEqual(1);
  expect(connection.isUp).toBe(false);
});

test('closing ends the last attempt', async () => {
  await eventually(() => expect(accepted).toBeGreaterThan(0));
  await connection.close();
  await eventually(() => expect(open.size).toBe(0));
});
