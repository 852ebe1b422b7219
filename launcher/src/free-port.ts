/** Ports for the services, chosen before they start, so that each can be told where the others will be. */
import { createServer } from 'node:net';
import { KeepError } from './keep-error.ts';

/** Below what any system hands out to outgoing connections, so that a port stays free while its service restarts. */
const FIRST = 20_000;
const BLOCKS = 600;
const BLOCK_SIZE = 20;

/** Answers a free loopback port at each call, never the same twice. Launchers with other process ids look elsewhere first. */
export function makeFreePort(pid: number): () => Promise<number> {
  let next = FIRST + (pid % BLOCKS) * BLOCK_SIZE;
  return async () => {
    for (;;) {
      const port = next++;
      if (next >= 32_768) next = FIRST;
      if ((await tryPort('127.0.0.1', port)) === undefined) return port;
    }
  };
}

/** Throws a `KeepError` with the remedy where Keep's own port cannot be listened on. */
export async function assertPortUsable(host: string, port: number): Promise<void> {
  const code = await tryPort(host, port);
  if (code === undefined) return;
  if (code === 'EADDRINUSE')
    throw new KeepError(
      `Port ${port} is taken by another program: stop that, or choose another port, as in KEEP_PORT=${port + 1} npm start.`,
    );
  if (code === 'EACCES') throw new KeepError(`Port ${port} is not for this user: choose one above 1023 by KEEP_PORT.`);
  throw new KeepError(`${host} is not an address of this machine: set KEEP_HOST to one that is.`);
}

/** The code of the error that listening meets, or undefined. */
function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
