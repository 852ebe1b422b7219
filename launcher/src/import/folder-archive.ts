/** A folder as an archive: what it holds at any depth, symbolic links left alone. */
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  archiveLimits,
  ArchiveRefused,
  EntryUnreadable,
  type Archive,
  type ArchiveEntry,
} from '@keep/transfer/archive';

export function folderArchive(folder: string): Archive {
  return { name: basename(folder) || folder, entries: () => filesIn(folder) };
}

/** One file by itself. */
export function fileArchive(file: string): Archive {
  return {
    name: basename(file),
    async *entries() {
      yield { path: basename(file), open: () => streamOf(file) };
    },
  };
}

async function* filesIn(folder: string): AsyncGenerator<ArchiveEntry> {
  const places = [''];
  let count = 0;
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    for (const entry of await list(folder, place)) {
      count += 1;
      if (count > archiveLimits.entries) throw new ArchiveRefused('holds too many files; the rest was not read');
      const path = place === '' ? entry.name : `${place}/${entry.name}`;
      // A symbolic link is neither: it could lead out of the folder, or in circles.
      if (entry.isDirectory()) places.push(path);
      if (entry.isFile()) yield { path, open: () => streamOf(join(folder, path)) };
    }
  }
}

async function list(folder: string, place: string) {
  try {
    const entries = await readdir(join(folder, place), { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new ArchiveRefused(`holds a folder that cannot be read (${place || '.'}, ${codeOf(error)})`);
  }
}

function streamOf(file: string): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunksOf(file));
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    // Absent on Windows: there the check above must do.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
    const opened = await open(file, flags);
    for await (const chunk of opened.createReadStream()) yield chunk as Uint8Array;
  } catch (error) {
    throw new EntryUnreadable(`cannot be read (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'for an unknown reason';
}
