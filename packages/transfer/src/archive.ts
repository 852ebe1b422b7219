/** What an archive is to its readers: entries, one after the other, each read within bounds. Runs in Node and in browsers. */

const MIB = 1024 * 1024;

/**
 * How much a stranger's archive may ask of the reader. What its headers claim is not believed: bytes are counted as
 * they come. `inflation` is how many times its own size an archive may grow in all, `inflatedBytes` what it always may.
 */
export const archiveLimits = {
  entries: 100_000,
  textBytes: 8 * MIB,
  directoryBytes: 64 * MIB,
  inflation: 100,
  inflatedBytes: 64 * MIB,
};
export type ArchiveLimits = typeof archiveLimits;

export type ArchiveEntry = {
  /** With `/` between folders; only ever shown, never used as a place on a disk. */
  path: string;
  open(): ReadableStream<Uint8Array>;
};

export type Archive = {
  /** The file's or folder's name, as the user knows it. */
  name: string;
  /** Throws `ArchiveRefused` when nothing more can be read of it. */
  entries(): AsyncIterable<ArchiveEntry>;
};

/** Nothing more can be read of the whole archive; the message completes "the archive ...". */
export class ArchiveRefused extends Error {}

/** This one entry cannot be read; the message completes "the entry ...". */
export class EntryUnreadable extends Error {}

/** The entry as text; throws `EntryUnreadable` when it is larger than `limit` bytes or not UTF-8. */
export async function readText(entry: ArchiveEntry, limit: number = archiveLimits.textBytes): Promise<string> {
  const reader = entry.open().getReader();
  const decode = utf8Decoder();
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decode();
      bytes += value.byteLength;
      if (bytes > limit) throw new EntryUnreadable(`is larger than ${limit / MIB} MiB, so it was not read`);
      text += decode(value);
    }
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    throw error;
  }
}

/** Decodes chunk by chunk, and what is left when called without one. */
function utf8Decoder(): (chunk?: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return chunk => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new EntryUnreadable('is not UTF-8 text');
    }
  };
}
