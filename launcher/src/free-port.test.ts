import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { assertPortUsable, makeFreePort } from './free-port.ts';

it('refuses a taken port and an address of another machine, each with its remedy', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await expect(assertPortUsable('127.0.0.1', port)).rejects.toThrow(
    /is taken by another program: stop that, or choose/,
  );
  await expect(assertPortUsable('203.0.113.7', 8080)).rejects.toThrow(/set KEEP_HOST to one that is/);
  server.close();
});

it('answers another port each time, and passes over taken ones', async () => {
  const first = await makeFreePort(7)();
  const server = createServer().listen(first, '127.0.0.1');
  await once(server, 'listening');
  const freePort = makeFreePort(7);
  const ports = [await freePort(), await freePort(), await freePort()];
  server.close();
  expect(new Set([first, ...ports]).size).toBe(4);
});
