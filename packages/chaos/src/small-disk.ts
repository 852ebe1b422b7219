/** A small file system in memory, mounted where a test wants one: a disk that can really be full. Needs Linux, and root. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from '@keep/testing/guard';

export type SmallDisk = {
  /** Where it is mounted. */
  path: string;
  /** Takes all space that is left. */
  fill(): Promise<void>;
  /** Gives back what `fill` took. */
  free(): Promise<void>;
  /** Takes it away, with all that is on it; nobody may use it any more. */
  unmount(): void;
};

/** Whether disks can be mounted here. With `CI=true` they must: it throws instead of answering false. */
export function canMountDisks(): boolean {
  const trial = mkdtempSync(join(tmpdir(), 'keep-disk-'));
  try {
    mountSmallDisk(trial, 1).unmount();
    return true;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return false;
  } finally {
    rmSync(trial, { recursive: true });
  }
}

/** Throws where it is not allowed. */
export function mountSmallDisk(path: string, megabytes: number): SmallDisk {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'keep-test', path], { stdio: 'pipe' });
  const release = guard({ mount: path });
  const ballast = join(path, 'ballast');
  return {
    path,
    fill: () => writeUntilFull(ballast),
    free: () => rm(ballast, { force: true }),
    unmount() {
      execFileSync('umount', [path], { stdio: 'pipe' });
      release();
    },
  };
}

/** In large blocks first, then page by page. */
async function writeUntilFull(path: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    for (const size of [1_048_576, 4_096]) await writeBlocks(file, Buffer.alloc(size));
  } finally {
    await file.close();
  }
}

/** Until not even a part of a block has room. */
async function writeBlocks(file: FileHandle, block: Buffer): Promise<void> {
  try {
    for (;;) await file.write(block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
