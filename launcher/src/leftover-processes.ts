/** Processes of a launcher that was killed: they end by themselves, and the next start waits for that. */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RunFile } from './run-file.ts';

const PATIENCE = 8_000;

export type Leftover = RunFile['children'][number];

/** Resolves once all of `leftovers` have ended; what has not ended by itself in time is killed. */
export async function awaitLeftovers(leftovers: readonly Leftover[], patience = PATIENCE): Promise<void> {
  const until = Date.now() + patience;
  let living = await stillLiving(leftovers);
  while (living.length > 0 && Date.now() < until) {
    await delay(50);
    living = await stillLiving(living);
  }
  for (const { pid } of living) kill(pid, 'SIGKILL');
}

async function stillLiving(leftovers: readonly Leftover[]): Promise<Leftover[]> {
  const states = await Promise.all(
    leftovers.map(async leftover => kill(leftover.pid, 0) && (await isItself(leftover))),
  );
  return leftovers.filter((_, index) => states[index]);
}

/** Sends a signal (0 only asks whether the process exists); false where there is none, or none of ours. */
export function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Process ids are given out again: only a process whose command line names the service counts. */
async function isItself({ pid, entry }: Leftover): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes(entry);
}
