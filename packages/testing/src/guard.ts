/** Cleans up after this process should it be killed: a small guardian ends what it started and removes what it left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

/** What must not outlive this process: a process, a folder, or a mounted file system. */
export type Ward = { pid: number } | { folder: string } | { mount: string };

const wards = new Set<Ward>();
let guardian: ChildProcess | undefined;

/** Answers what to call once the ward is gone anyway. A folder alone is not worth a guardian: it waits for the next ward. */
export function guard(ward: Ward): () => void {
  wards.add(ward);
  if (!('folder' in ward)) guardian ??= startGuardian();
  tell();
  return () => {
    if (wards.delete(ward)) tell();
  };
}

/** The whole list each time, in a line: the last one counts. */
function tell(): void {
  guardian?.stdin?.write(`${JSON.stringify([...wards])}\n`);
}

/** It ends with its standard input, which ends with this process however that dies. The code must be built. */
function startGuardian(): ChildProcess {
  const file = fileURLToPath(new URL('../dist/guardian.js', import.meta.url));
  // In a session of its own: what the terminal, or who kills a whole group, sends us must not reach it.
  const child = spawn(process.execPath, [file], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  child.on('error', () => undefined).unref();
  child.stdin.on('error', () => undefined);
  if (child.stdin instanceof Socket) child.stdin.unref();
  endWithParent();
  return child;
}

/** A worker of a test runner that was killed would run its tests to their end, for nobody. */
function endWithParent(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
