/** The file by which commands find the running launcher: its address, its token, and the processes it has started. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const runFile = z.object({
  pid: z.int(),
  /** The control API, on loopback. */
  port: z.int(),
  token: z.string(),
  /** Where people reach Keep. */
  url: z.string(),
  /** Processes that were started: who comes after a launcher that was killed waits for their end. */
  children: z.array(z.object({ pid: z.int(), entry: z.string() })),
});
export type RunFile = z.output<typeof runFile>;

const path = (runDir: string) => join(runDir, 'launcher.json');

/** Undefined where there is none, or none that can be read. */
export function readRunFile(runDir: string): RunFile | undefined {
  try {
    return runFile.parse(JSON.parse(readFileSync(path(runDir), 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeRunFile(runDir: string, content: RunFile): void {
  writeFileAtomically(path(runDir), JSON.stringify(content));
}

export function removeRunFile(runDir: string): void {
  rmSync(path(runDir), { force: true });
}

/** Readers see the old content or the new one; only this user may read it. */
export function writeFileAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, path);
}
