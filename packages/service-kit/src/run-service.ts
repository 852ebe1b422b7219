/** Runs one service as a process: listens, tells its launcher, stops gracefully, and never outlives its launcher. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from './app-error.ts';
import { serverOf } from './http-server.ts';
import { createOpsServer } from './ops-server.ts';
import { makeOnlyPrivateFiles } from './private-files.ts';
import type { Service } from './service.ts';

/** What a service tells its launcher over IPC. */
export type ServiceMessage =
  | { type: 'listening'; port: number; opsPort: number }
  | { type: 'ready' }
  /** A mail was written to this file, for want of a mail server. */
  | { type: 'mail'; file: string }
  /** `sentence` names the remedy. */
  | { type: 'failed'; sentence: string };

/** What a launcher tells a service; `stop` is the SIGTERM of systems that have none. */
export type LauncherMessage = { type: 'stop' };

export type RunOptions = { host: string; port: number; opsPort: number };

/** `parts` are the services that one process runs together: what its operator sees instead of `service` as a whole. */
export type Composed = { service: Service; options: RunOptions; parts?: readonly Service[] };

const GRACE = 5_000;

/** Composes and runs a service until it is told to stop. The promise ends with the start; the process goes on. */
export async function runService(compose: () => Promise<Composed>): Promise<void> {
  makeOnlyPrivateFiles();
  try {
    const { service, options, parts = [service] } = await compose();
    await service.start();
    const server = serverOf(service, options.host);
    const opsServer = createOpsServer(parts);
    stopWhenTold(service, [server, opsServer]);
    const port = await listen(server, options.host, options.port);
    const opsPort = await listen(opsServer, '127.0.0.1', options.opsPort);
    tellLauncher({ type: 'listening', port, opsPort });
    while (service.readiness().waitsFor.length > 0) await delay(20);
    tellLauncher({ type: 'ready' });
  } catch (error) {
    fail(error);
  }
}

/** Listens and answers the port. A taken port is a `StartError`. Keep-alive outlives the gateway's pool, so that no request meets a closing connection. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 60_000;
  server.headersTimeout = 15_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new StartError(`Port ${port} is taken; stop what uses it or choose another port.`, { cause: error });
  if (error.code === 'EACCES')
    return new StartError(`Port ${port} may not be used by this user; choose one above 1023.`, { cause: error });
  if (error.code === 'EADDRNOTAVAIL')
    return new StartError(`The address ${host} is not one of this machine; set KEEP_HOST right.`, { cause: error });
  return error;
}

/** Closes idle connections at once, the others after their answer, and after `grace` milliseconds whatever is left. */
export async function close(server: Server, grace: number = GRACE): Promise<void> {
  server.prependListener('request', (_request, response) => void response.setHeader('connection', 'close'));
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}

function stopWhenTold(service: Service, servers: Server[]): void {
  let stopping: Promise<void> | undefined;
  const stop = () => {
    if (!stopping) service.release?.();
    stopping ??= Promise.all(servers.map(server => close(server)))
      .then(() => service.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', stop);
  // Ctrl-C and a closed terminal reach the whole process group; under a launcher, the launcher decides the order.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.connected || stop());
  process.on('message', (message: LauncherMessage) => message.type === 'stop' && stop());
  process.on('disconnect', stop);
  // False when the launcher died while the service was starting; undefined where there never was one.
  const launcher: { connected?: boolean } = process;
  if (launcher.connected === false) stop();
}

/** Tells the launcher, where there is one. */
export function tellLauncher(message: ServiceMessage): void {
  if (process.send) process.send(message);
}

function fail(error: unknown): void {
  const sentence =
    error instanceof StartError
      ? error.message
      : `It could not start: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${sentence}\n`);
  if (!process.connected || !process.send) process.exit(1);
  process.send({ type: 'failed', sentence } satisfies ServiceMessage, undefined, undefined, () => process.exit(1));
}
