import { connect } from 'node:net';
import { serverOf } from '@keep/service-kit/http-server';
import { close, listen } from '@keep/service-kit/run-service';
import { afterEach, describe, expect, it } from 'vitest';
import { createGatewayServer } from './gateway-server.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe('headers that do not end', () => {
  const app = () => undefined;
  it.each([
    ['the gateway', () => createGatewayServer({ app, securityHeaders: [], onRefused: () => undefined, silenceMs: 0 })],
    ['a service', () => serverOf({ app }, '127.0.0.1')],
  ])('end the connection when their time is up, at %s', async (_what, makeServer) => {
    const server = makeServer();
    const port = await listen(server, '127.0.0.1', 0);
    stops.push(() => close(server, 0));
    expect(server.headersTimeout).toBe(15_000);
    server.headersTimeout = 500;
    const start = Date.now();
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n'));
    const answer = await new Promise<string>(resolve => {
      let text = '';
      socket.on('data', chunk => (text += String(chunk))).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    // Node alone would look for the first time after 30 s.
    expect(Date.now() - start).toBeLessThan(20_000);
  });
});
