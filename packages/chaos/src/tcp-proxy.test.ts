import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { eventually } from '@keep/testing/eventually';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let received = '';
let proxy: TcpProxy;
const sockets: Socket[] = [];

beforeEach(async () => {
  received = '';
  echo = createServer(socket => {
    socket.on('error', () => undefined).on('data', (bytes: Buffer) => (received += bytes.toString()));
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy(`http://127.0.0.1:${(echo.address() as AddressInfo).port}`);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.stop();
  echo.close();
});

type Client = { send(text: string): void; heard(): string; ended(): string | undefined };

function dial(): Client {
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.push(socket);
  let heard = '';
  let ended: string | undefined;
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  socket.on('end', () => (ended ??= 'end')).on('error', (error: NodeJS.ErrnoException) => (ended ??= error.code));
  return { send: text => void socket.write(text), heard: () => heard, ended: () => ended };
}

/** Asks until it is answered, to know that everything sent before has arrived. */
async function talks(client: Client, word: string): Promise<void> {
  client.send(word);
  await eventually(() => expect(client.heard().endsWith(word)).toBe(true));
}

it('passes bytes on in their order, both ways', async () => {
  const client = dial();
  const long = 'x'.repeat(2_000_000);
  client.send(`first ${long}`);
  client.send(' last');
  await eventually(() => expect(client.heard()).toBe(`first ${long} last`));
});

it('passes the end of one direction on while the other still speaks', async () => {
  const server = createServer({ allowHalfOpen: true }, socket => {
    socket.resume().on('end', () => socket.end('said after you ended'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const other = await startTcpProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const socket = connect(other.port, '127.0.0.1');
  let heard = '';
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString())).end('that is all');
  await eventually(() => expect(heard).toBe('said after you ended'));
  await other.stop();
  server.close();
});

it('adds latency in each direction, and keeps the order', async () => {
  const client = dial();
  await talks(client, 'fast.');
  proxy.slow(150);
  const before = performance.now();
  for (const word of ['one.', 'two.', 'three.']) client.send(word);
  await eventually(() => expect(client.heard()).toBe('fast.one.two.three.'));
  expect(performance.now() - before).toBeGreaterThanOrEqual(290);
  proxy.slow(0);
  await talks(client, 'fast again.');
});

it('slows down one direction alone', async () => {
  const client = dial();
  proxy.slow(100_000, 'to-client');
  client.send('hello');
  await eventually(() => expect(received).toBe('hello'));
  expect(client.heard()).toBe('');
});

it('swallows what is said, and delivers it late when it heals', async () => {
  const client = dial();
  await talks(client, 'before.');
  proxy.blackHole('to-server');
  client.send('into the hole.');
  const another = dial();
  another.send('me too');
  await eventually(() => expect(proxy.connections()).toBe(2));
  expect(received).toBe('before.');
  proxy.heal();
  await eventually(() => expect(client.heard()).toBe('before.into the hole.'));
  await eventually(() => expect(another.heard()).toBe('me too'));
});

it.each([
  { how: 'cut', seen: 'end' },
  { how: 'reset', seen: 'ECONNRESET' },
] as const)('ends open and new connections with a $how until it heals', async ({ how, seen }) => {
  const client = dial();
  await talks(client, 'hello');
  proxy.refuse(how);
  await eventually(() => expect(client.ended()).toBe(seen));
  const refused = dial();
  await eventually(() => expect(refused.ended()).toBe(seen));
  await eventually(() => expect(proxy.connections()).toBe(0));
  proxy.heal();
  await talks(dial(), 'hello again');
});

it('drops open connections once, and takes new ones', async () => {
  const client = dial();
  await talks(client, 'hello');
  proxy.drop('reset');
  await eventually(() => expect(client.ended()).toBe('ECONNRESET'));
  await talks(dial(), 'hello again');
  expect(proxy.accepted()).toBe(2);
});

it('tells the client when there is no server', async () => {
  const nowhere = await startTcpProxy('http://127.0.0.1:1');
  const socket = connect(nowhere.port, '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
  await nowhere.stop();
});
