/** Zips for the tests of importing. */
import { BlobReader, BlobWriter, ZipWriter, type ZipWriterAddDataOptions } from '@zip.js/zip.js';

/** One entry for each path; a path that ends in `/` becomes a folder. */
export async function makeZip(
  entries: Iterable<readonly [path: string, content: BlobPart]>,
  options: ZipWriterAddDataOptions = {},
): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { useWebWorkers: false, keepOrder: true });
  for (const [path, content] of entries) {
    const isFolder = path.endsWith('/');
    await writer.add(path, isFolder ? undefined : new BlobReader(new Blob([content])), { ...options, directory: isFolder });
  }
  return writer.close();
}
