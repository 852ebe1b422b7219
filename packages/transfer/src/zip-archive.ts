/** A zip as an archive: streamed, its checksums verified, and stopped when it grows out of proportion. */
import {
  BlobReader,
  ERR_ENCRYPTED,
  ERR_INVALID_CRC32,
  ERR_UNSUPPORTED_COMPRESSION,
  ZipReader,
  type FileEntry,
} from '@zip.js/zip.js/lib/zip-core-native.js';
import { archiveLimits, ArchiveRefused, EntryUnreadable } from './archive.ts';
import type { Archive, ArchiveEntry, ArchiveLimits } from './archive.ts';

/** Nothing is unpacked to a disk and no zip inside the zip is opened. */
export function zipArchive(name: string, zip: Blob, limits: ArchiveLimits = archiveLimits): Archive {
  return { name, entries: () => zipEntries(zip, limits) };
}

async function* zipEntries(zip: Blob, limits: ArchiveLimits): AsyncGenerator<ArchiveEntry> {
  const reader = new ZipReader(boundedReader(zip, limits), {
    useWebWorkers: false,
    filenameValidation: 'tolerant',
    checkCrc32: true,
  });
  const budget = { left: Math.max(limits.inflatedBytes, zip.size * limits.inflation) };
  let count = 0;
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      count += 1;
      if (count > limits.entries) throw tooManyEntries(limits);
      if (!entry.directory) yield { path: entry.filename, open: () => inflate(entry, budget) };
    }
  } catch (error) {
    throw error instanceof ArchiveRefused ? error : new ArchiveRefused('is not a zip, or a damaged one');
  } finally {
    await reader.close();
  }
}

const tooManyEntries = (limits: ArchiveLimits) =>
  new ArchiveRefused(`holds more than ${limits.entries.toLocaleString('en')} entries; the rest was not read`);

/** The table of contents is read in one piece: a zip that claims a huge one is refused before the memory is taken. */
function boundedReader(zip: Blob, limits: ArchiveLimits): BlobReader {
  const reader = new BlobReader(zip);
  const read = reader.readUint8Array.bind(reader);
  reader.readUint8Array = (index, length) => {
    if (length > limits.directoryBytes) throw new ArchiveRefused('has a table of contents that is too large');
    return read(index, length);
  };
  return reader;
}

/** The bytes of an entry as they are wanted; cancelling the stream stops the inflating. */
function inflate(entry: FileEntry, budget: { left: number }): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      budget.left -= chunk.byteLength;
      if (budget.left < 0) throw new ArchiveRefused('grows out of all proportion when it is unpacked');
      controller.enqueue(chunk);
    },
  });
  const writer = writable.getWriter();
  const abort = (error: unknown) => writer.abort(readableError(error)).catch(() => undefined);
  const target = new WritableStream<Uint8Array>({
    write: chunk => writer.write(chunk),
    close: () => writer.close(),
    abort,
  });
  entry.getData(target).catch(abort);
  return readable;
}

const reasons = new Map([
  [ERR_ENCRYPTED, 'is encrypted'],
  [ERR_INVALID_CRC32, 'is damaged: its checksum is wrong'],
  [ERR_UNSUPPORTED_COMPRESSION, 'is compressed in a way that is not supported'],
]);

function readableError(error: unknown): Error {
  if (error instanceof ArchiveRefused) return error;
  const code = error instanceof Error ? error.message : '';
  return new EntryUnreadable(reasons.get(code) ?? 'is damaged');
}
