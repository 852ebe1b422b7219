/** How much memory a process really costs: its proportional share (PSS) on Linux, what is resident elsewhere. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Bytes, or undefined where the system does not say. */
export async function processMemory(pid: number): Promise<number | undefined> {
  return (await proportionalShare(pid)) ?? residentSize(pid);
}

async function proportionalShare(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return kilobytes(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]);
}

async function residentSize(pid: number): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return kilobytes(/\d+/.exec(stdout)?.[0]);
}

function kilobytes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text) * 1024;
}
