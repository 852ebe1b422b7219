/** What lies where in the data directory, and that it can be used at all. */
import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KeepError } from './keep-error.ts';

export type DataDirectory = {
  path: string;
  /** What tells other commands of the running launcher. */
  run: string;
  secrets: string;
  logs: string;
  mail: string;
  ofService(name: string): string;
};

export function dataDirectory(path: string): DataDirectory {
  return {
    path,
    run: join(path, 'run'),
    secrets: join(path, 'secrets'),
    logs: join(path, 'logs'),
    mail: join(path, 'mail'),
    ofService: name => join(path, name),
  };
}

/** Makes what is missing; only this user may look inside. Throws a `KeepError` where that cannot be. */
export function prepareDataDirectory(directory: DataDirectory): void {
  try {
    for (const path of [directory.path, directory.run, directory.secrets, directory.logs, directory.mail]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    }
    chmodSync(directory.secrets, 0o700);
  } catch (error) {
    throw new KeepError(
      `The data directory ${directory.path} cannot be written: give this user write access, or choose another by KEEP_DATA_DIR.`,
      { cause: error },
    );
  }
}

/** Whether Keep has ever run on it. */
export async function isEmpty(directory: DataDirectory): Promise<boolean> {
  const names = await readdir(directory.path).catch(() => []);
  return names.length === 0;
}

/** Deletes all that is inside. */
export async function emptyDataDirectory(directory: DataDirectory): Promise<void> {
  for (const name of await readdir(directory.path))
    await rm(join(directory.path, name), { recursive: true, force: true });
}
