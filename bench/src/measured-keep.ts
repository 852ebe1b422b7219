/** A running Keep to be measured: no limits on rates, and it can tell when it has nothing left to do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processMemory } from '@keep/launcher/process-memory';
import { runKeep, type StartedKeep } from '@keep/testing/run-keep';
import type { NamedProcess } from './processor-time.ts';

export type Shape = 'services' | 'one';

export type MeasuredKeep = {
  url: string;
  /** Straight at the notes service, past the gateway. In shape one there is no such address. */
  notesUrl(): Promise<string>;
  /** Seconds until its second start was ready: all is built, and the databases are there. */
  readyIn: number;
  /** The launcher and the services. */
  processes(): Promise<NamedProcess[]>;
  /** Bytes by process. */
  memory(): Promise<Record<string, number>>;
  /** Resolves once all events of notes are relayed, so that none of it falls into the next measurement. */
  settle(): Promise<void>;
  stop(): Promise<void>;
};

const UNLIMITED = { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' };
/** Milliseconds. */
const LOOK_EVERY = 200;

/** Starts it twice, so that the second start can be timed. */
export async function startMeasuredKeep(shape: Shape, mongoUrl?: string): Promise<MeasuredKeep> {
  const dataDir = mkdtempSync(join(tmpdir(), 'keep-bench-'));
  const options = {
    shape,
    dataDir,
    env: { ...UNLIMITED, ...(mongoUrl && { KEEP_MONGO_URL: databaseOf(shape, mongoUrl) }) },
  };
  await (await runKeep(options)).stop();
  const keep = await runKeep(options);
  return {
    url: keep.url,
    async notesUrl() {
      const notes = (await keep.processes()).find(({ service }) => service === 'notes');
      return `http://127.0.0.1:${notes?.port}`;
    },
    readyIn: Number(/Keep is ready in ([\d.]+) s/.exec(keep.output())?.[1]),
    processes: () => processesOf(keep),
    memory: () => memoryOf(keep),
    async settle() {
      let before = -1;
      for (let relayed = await relayedBy(keep); relayed !== before; relayed = await relayedBy(keep)) {
        before = relayed;
        await delay(LOOK_EVERY);
      }
    },
    async stop() {
      await keep.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Two Keeps on one server need two databases: the name stands in the address. */
function databaseOf(shape: Shape, mongoUrl: string): string {
  const url = new URL(mongoUrl);
  url.pathname = `/keep_bench_${shape}`;
  return url.href;
}

/** How many events of notes its bus has acknowledged. */
async function relayedBy(keep: StartedKeep): Promise<number> {
  const [port] = (await keep.opsPorts())['notes'] ?? [];
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^outbox_relayed_total\{service="notes"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}

async function processesOf(keep: StartedKeep): Promise<NamedProcess[]> {
  const services = (await keep.processes()).map(({ service, pid }) => ({ name: service, pid: pid ?? 0 }));
  return [{ name: 'launcher', pid: keep.pid }, ...services];
}

async function memoryOf(keep: StartedKeep): Promise<Record<string, number>> {
  const processes = await processesOf(keep);
  const measured = processes.map(async ({ name, pid }) => [name, await processMemory(pid)] as const);
  return Object.fromEntries((await Promise.all(measured)).map(([name, bytes]) => [name, bytes ?? Number.NaN]));
}
