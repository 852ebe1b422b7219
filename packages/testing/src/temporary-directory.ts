/** Folders for the embedded engines of a test, removed when its file has run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { guard } from './guard.ts';

const made: { path: string; release: () => void }[] = [];

// Registered first, so it runs last: whatever a test opened here is closed by then.
afterAll(() => {
  for (const { path, release } of made) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    release();
  }
});

/** A new empty folder. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'keep-test-'));
  made.push({ path, release: guard({ folder: path }) });
  return path;
}
