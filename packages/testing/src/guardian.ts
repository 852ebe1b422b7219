/** A process that waits for the end of the one that started it, and then ends and removes what `guard` told it to. */
import { execFileSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ward } from './guard.ts';
import { removeFolder } from './real-server.ts';

/** Milliseconds to end by itself. */
const PATIENCE = 10_000;

// The last line may have been cut off in the middle; the one before it was not.
const told = (await text(process.stdin)).split('\n').at(-2) ?? '[]';
const wards = JSON.parse(told) as readonly Ward[];

await Promise.all(wards.map(async ward => 'pid' in ward && (await end(ward.pid))));
for (const ward of wards) {
  if ('mount' in ward) attempt(() => execFileSync('umount', ['--lazy', ward.mount], { stdio: 'ignore' }));
}
for (const ward of wards) {
  if ('folder' in ward) attempt(() => removeFolder(ward.folder));
}

async function end(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  // One that is frozen hears nothing else.
  signal(pid, 'SIGCONT');
  for (const until = Date.now() + PATIENCE; isAlive(pid) && Date.now() < until;) await delay(50);
  signal(pid, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  return attempt(() => process.kill(pid, 0));
}

function signal(pid: number, name: NodeJS.Signals): void {
  attempt(() => process.kill(pid, name));
}

/** What is gone already needs nothing: whether it was there. */
function attempt(what: () => unknown): boolean {
  try {
    what();
    return true;
  } catch {
    return false;
  }
}
