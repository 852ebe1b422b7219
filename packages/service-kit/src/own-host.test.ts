import { createServer, request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownHostOnly } from './own-host.ts';
import { close, listen } from './run-service.ts';

const server = createServer(ownHostOnly((_, response) => void response.end('{}'), 'keep-auth'));
let port: number;
beforeAll(async () => void (port = await listen(server, '127.0.0.1', 0)));
afterAll(() => close(server, 100));

/** \`fetch\` sets \`Host\` itself. */
const statusFor = (host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    request({ port, host: '127.0.0.1', headers: { host } }, response => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil.example', '192.0.2.1'])(
  'answers 421 for the host %j',
  async host => {
    expect(await statusFor(host)).toBe(421);
  },
);

it.each(['127.0.0.1', 'localhost:1234', '[::1]', 'keep-auth:80'])('answers for its own host %j', async host => {
  expect(await statusFor(host)).toBe(200);
});
