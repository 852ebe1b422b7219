/** What the user named on the command line, as an archive: a folder, a zip, or a single exported note. */
import { openAsBlob } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Archive } from '@keep/transfer/archive';
import { zipArchive } from '@keep/transfer/zip-archive';
import { KeepError } from '../keep-error.ts';
import { fileArchive, folderArchive } from './folder-archive.ts';

/**
 * `named` is a path as the user wrote it, seen from `folder`. Throws a `KeepError` when there is nothing at this path,
 * or nothing that can be imported.
 */
export async function openSource(named: string, folder: string): Promise<Archive> {
  const path = resolve(folder, named);
  const found = await stat(path).catch(() => null);
  if (!found) throw new KeepError(`There is no file or folder ${named}: check the path.`);
  await access(path, constants.R_OK).catch(() => {
    throw new KeepError(`${named} may not be read: check its permissions.`);
  });
  if (found.isDirectory()) return folderArchive(path);
  const blob = await openAsBlob(path);
  if (await isZip(blob)) return zipArchive(basename(path), blob);
  if (/\.json$/i.test(path)) return fileArchive(path);
  throw new KeepError(`${named} is neither a folder nor a zip: unpack other archives first, and name the folder.`);
}

/** By its first bytes: of an entry, or of the end of an empty zip. */
async function isZip(blob: Blob): Promise<boolean> {
  const start = await blob.slice(0, 4).text();
  return start === 'PK\x03\x04' || start === 'PK\x05\x06';
}
