/** Files and folders of the data directory: only the user that runs Keep may read them. */
import { chmodSync, type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** No mode bit for the group and for others, whatever the shell or the service manager set: for all that this process makes. */
export function makeOnlyPrivateFiles(): void {
  process.umask(0o077);
}

/** Corrects one file or folder that is there. A file of another user stays as it is: its owner decides. */
export function makePrivate(path: string, mode = 0o600): void {
  try {
    chmodSync(path, mode);
  } catch {
    return;
  }
}

/** Corrects a folder and all that is in it; links are not followed. */
export function makeAllPrivate(folder: string): void {
  makePrivate(folder, 0o700);
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeAllPrivate(path);
    else if (entry.isFile()) makePrivate(path);
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
