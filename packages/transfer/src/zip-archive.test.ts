import { makeZip } from '@keep/testing/make-zip';
import { describe, expect, it } from 'vitest';
import {
  archiveLimits,
  ArchiveRefused,
  EntryUnreadable,
  readText,
  type Archive,
  type ArchiveEntry,
} from './archive.ts';
import { zipArchive } from './zip-archive.ts';

const MIB = 1024 * 1024;
const spaces = (bytes: number) => new Uint8Array(bytes).fill(32);

async function entriesOf(archive: Archive): Promise<ArchiveEntry[]> {
  const entries = [];
  for await (const entry of archive.entries()) entries.push(entry);
  return entries;
}

function nth(entries: ArchiveEntry[], index: number): ArchiveEntry {
  const entry = entries[index];
  if (!entry) throw new Error(`the zip has no entry ${index}`);
  return entry;
}

async function firstEntry(zip: Blob): Promise<ArchiveEntry> {
  return nth(await entriesOf(zipArchive('export.zip', zip)), 0);
}

/** Writes another uncompressed size into the local header and the directory, as a bomb would. */
async function withClaimedSize(zip: Blob, size: number): Promise<Blob> {
  const bytes = Buffer.from(await zip.arrayBuffer());
  bytes.writeUInt32LE(size, 22);
  bytes.writeUInt32LE(size, bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 24);
  return new Blob([bytes]);
}

describe('a zip that is refused', () => {
  it('is none at all, or cut off', async () => {
    const zip = await makeZip([['a.json', '{}']]);
    await expect(entriesOf(zipArchive('a.zip', new Blob(['no zip'])))).rejects.toThrow(
      'is not a zip, or a damaged one',
    );
    await expect(entriesOf(zipArchive('a.zip', zip.slice(0, zip.size - 30)))).rejects.toThrow(ArchiveRefused);
  });

  it('holds too many entries', async () => {
    const zip = await makeZip([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]);
    const limits = { ...archiveLimits, entries: 2 };
    await expect(entriesOf(zipArchive('a.zip', zip, limits))).rejects.toThrow('holds more than 2 entries');
  });

  it('claims a table of contents that is too large', async () => {
    const zip = await makeZip([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]);
    const limits = { ...archiveLimits, directoryBytes: 100 };
    await expect(entriesOf(zipArchive('a.zip', zip, limits))).rejects.toThrow('table of contents');
  });

  it('grows out of proportion over all its entries', async () => {
    const zip = await makeZip(['a', 'b', 'c', 'd'].map(path => [path, spaces(MIB)] as const));
    const limits = { ...archiveLimits, inflation: 10, inflatedBytes: 2 * MIB };
    const entries = await entriesOf(zipArchive('a.zip', zip, limits));
    expect(entries).toHaveLength(4);
    const reads = await Promise.allSettled(entries.map(async entry => (await readText(entry)).length));
    expect(reads.filter(read => read.status === 'fulfilled').length).toBeLessThanOrEqual(2);
    await expect(readText(nth(entries, 3))).rejects.toThrow('grows out of all proportion');
  });
});

describe('an entry that cannot be read', () => {
  it('is larger than 8 MiB, whatever its header claims, and is not unpacked to its end', async () => {
    const honest = await makeZip([['bomb.json', spaces(64 * MIB)]]);
    await expect(readText(await firstEntry(honest))).rejects.toThrow('is larger than 8 MiB');
    await expect(readText(await firstEntry(await withClaimedSize(honest, 1_000)))).rejects.toThrow(EntryUnreadable);

    const limits = { ...archiveLimits, inflation: 1, inflatedBytes: 16 * MIB };
    const entries = await entriesOf(
      zipArchive(
        'a.zip',
        await makeZip([
          ['bomb.json', spaces(64 * MIB)],
          ['small.json', '{}'],
        ]),
        limits,
      ),
    );
    await expect(readText(nth(entries, 0))).rejects.toThrow(EntryUnreadable);
    expect(await readText(nth(entries, 1))).toBe('{}');
  });

  it('is damaged', async () => {
    const bytes = Buffer.from(await (await makeZip([['a.json', 'some text']], { level: 0 })).arrayBuffer());
    bytes.write('SOME', bytes.indexOf('some text'));
    await expect(readText(await firstEntry(new Blob([bytes])))).rejects.toThrow('its checksum is wrong');
  });

  it('is encrypted', async () => {
    const zip = await makeZip([['a.json', '{}']], { password: 'secret' });
    await expect(readText(await firstEntry(zip))).rejects.toThrow('is encrypted');
  });

  it('is not UTF-8', async () => {
    const cut = await makeZip([['a.json', new Uint8Array([0x22, 0xc3])]]);
    await expect(readText(await firstEntry(cut))).rejects.toThrow('is not UTF-8 text');
  });
});

describe('a zip', () => {
  it('gives its files in order, without its folders', async () => {
    const zip = await makeZip([
      ['Takeout/', ''],
      ['Takeout/Google Notizen/ä.json', 'ü'],
      ['Takeout/b.html', ''],
    ]);
    const entries = await entriesOf(zipArchive('a.zip', zip));
    expect(entries.map(({ path }) => path)).toEqual(['Takeout/Google Notizen/ä.json', 'Takeout/b.html']);
    expect(await readText(nth(entries, 0))).toBe('ü');
    expect(await readText(nth(entries, 1))).toBe('');
  });

  it('may be empty', async () => {
    expect(await entriesOf(zipArchive('a.zip', await makeZip([])))).toEqual([]);
  });
});
