/** Zips for the tests of importing. */
import { crc32 } from 'node:zlib';
import { BlobReader, BlobWriter, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js';

/** One entry for each path; a path that ends in `/` becomes a folder. */
export async function makeZip(
  entries: Iterable<readonly [path: string, content: string | Uint8Array<ArrayBuffer>]>,
  options: ZipWriterAddDataOptions = {},
): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false, keepOrder: true });
  for (const [path, content] of entries) {
    const isFolder = path.endsWith('/');
    const reader = isFolder ? undefined : new BlobReader(new Blob([content]));
    await writer.add(path, reader, { ...options, directory: isFolder });
  }
  return writer.close();
}

/** The same without compression, for thousands of entries (fewer than 65,535) in no time. */
export function makeStoredZip(entries: Iterable<readonly [path: string, content: string]>): Blob {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of entries) {
    const name = Buffer.from(path);
    const data = Buffer.from(content);
    const fields = storedFields(data, name);
    files.push(Buffer.from('PK\x03\x04'), fields, name, data);
    directory.push(Buffer.from('PK\x01\x02\x14\0'), fields, Buffer.alloc(10), uint32(offset), name);
    offset += 4 + fields.length + name.length + data.length;
  }
  const size = Buffer.concat(directory).length;
  const count = Buffer.alloc(4);
  count.writeUInt16LE(directory.length / 5, 0);
  count.writeUInt16LE(directory.length / 5, 2);
  const end = [Buffer.from('PK\x05\x06\0\0\0\0'), count, uint32(size), uint32(offset), Buffer.alloc(2)];
  return new Blob([Buffer.concat([...files, ...directory, ...end])]);
}

/** What a local header and the directory have in common: version, flags (names in UTF-8), method, time, checksum, sizes. */
function storedFields(data: Buffer, name: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(0x0800, 2);
  fields.writeUInt16LE(0x21, 8);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
