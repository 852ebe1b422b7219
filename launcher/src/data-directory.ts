/** What lies where in the data directory, and that it can be used at all. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAllPrivate } from '@keep/service-kit/private-files';
import { KeepError } from './keep-error.ts';
import { services } from './topology.ts';

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

/** Makes what is missing; only this user may look inside, also where an older version was less strict. Throws a `KeepError` where that cannot be. */
export function prepareDataDirectory(directory: DataDirectory): void {
  try {
    for (const path of [directory.path, directory.run, directory.secrets, directory.logs, directory.mail]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    }
    for (const folder of foldersOf(directory)) makeAllPrivate(folder);
  } catch (error) {
    throw new KeepError(
      `The data directory ${directory.path} cannot be written: give this user write access, or choose another by KEEP_DATA_DIR.`,
      { cause: error },
    );
  }
}

/** Keep's own folders: what else a user has put beside them stays as it is. */
function foldersOf(directory: DataDirectory): string[] {
  const { run, secrets, logs, mail } = directory;
  return [run, secrets, logs, mail, ...services.map(({ name }) => directory.ofService(name))];
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
