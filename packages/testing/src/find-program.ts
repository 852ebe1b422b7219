/** Finds server programs on this machine: on the PATH, and where Debian keeps PostgreSQL's. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const DEBIAN_POSTGRES = '/usr/lib/postgresql';
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/** The path of a program, or undefined where it is not installed. The newest of several versions in Debian's folders. */
export function findProgram(name: string): string | undefined {
  return searchFolders()
    .map(folder => join(folder, `${name}${SUFFIX}`))
    .find(isExecutable);
}

function searchFolders(): string[] {
  const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  return [
    ...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean),
    ...newestFirst.map(version => join(DEBIAN_POSTGRES, version, 'bin')),
  ];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
