/** Folders for the embedded engines of a test, removed when the test process ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A new empty folder. */
export function temporaryDirectory(): string {
  if (made.length === 0) process.once('exit', removeAll);
  const path = mkdtempSync(join(tmpdir(), 'keep-test-'));
  made.push(path);
  return path;
}

function removeAll(): void {
  for (const path of made) rmSync(path, { recursive: true, force: true });
}
