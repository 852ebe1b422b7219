/** A throw-away server with data of its own: it can be killed, frozen, and started again on the same port and data. */
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { guard } from './guard.ts';
import { type ServerCommand, type ServerProcess, startServerProcess } from './server-process.ts';

export type RealServer = {
  /** Where clients reach it. */
  url: string;
  port: number;
  /** Where it keeps everything; a test may delete it while the server is down. */
  dataDir: string;
  /** Of the process that runs now. */
  pid(): number;
  /** Resolves once it has ended; SIGSTOP and SIGCONT freeze and thaw it instead, at once. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again after a kill, on the same port and data; resolves when it is ready. */
  restart(): Promise<void>;
  /** Ends it and deletes its data. */
  stop(): Promise<void>;
};

export type RealServerOptions = {
  name: string;
  /** Where its data directory is made; the system's place for what is temporary unless told. */
  folder?: string | undefined;
  url(port: number): string;
  /** Makes what must be on the disk before the first start. */
  prepare?(dataDir: string, port: number): Promise<void>;
  command(dataDir: string, port: number): ServerCommand;
  /** Ends it without ado, leaving nothing behind. */
  stopSignal: NodeJS.Signals;
  /** Called after each start. */
  afterStart?(port: number): Promise<void>;
};

const ATTEMPTS = 3;
/** Milliseconds. */
const RESTART_WITHIN = 10_000;

/** Starts on a free port; on another one when somebody else was quicker to take it. */
export async function startRealServer(options: RealServerOptions): Promise<RealServer> {
  for (let attempt = 1; ; attempt += 1) {
    const dataDir = mkdtempSync(join(options.folder ?? tmpdir(), `keep-${options.name}-`));
    const release = guard({ folder: dataDir });
    const remove = () => {
      removeFolder(dataDir);
      release();
    };
    try {
      return await startOn(await freePort(), dataDir, remove, options);
    } catch (error) {
      remove();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function startOn(
  port: number,
  dataDir: string,
  remove: () => void,
  options: RealServerOptions,
): Promise<RealServer> {
  await options.prepare?.(dataDir, port);
  let running: ServerProcess;
  const run = async () => {
    running = await startServerProcess(options.command(dataDir, port));
    await options.afterStart?.(port);
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    running.signal(signal);
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
    await running.ended;
    // A killed server's own children can hold its port for a moment longer.
    while (await isListening(port)) await delay(20);
  };
  await run();
  return {
    url: options.url(port),
    port,
    dataDir,
    pid: () => running.pid,
    kill,
    restart: () => untilItStarts(run),
    async stop() {
      // One that is frozen hears nothing else.
      await kill('SIGCONT');
      await kill(options.stopSignal);
      remove();
    },
  };
}

/** A killed PostgreSQL refuses to start while a process of its former life still works. */
async function untilItStarts(run: () => Promise<void>): Promise<void> {
  for (const until = Date.now() + RESTART_WITHIN; ;) {
    try {
      return await run();
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(100);
    }
  }
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Whether somebody takes connections on this port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
