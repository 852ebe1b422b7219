/** Walks archives for Google Keep's notes, whatever the folders are called. */
import { ArchiveRefused, EntryUnreadable, readText, type Archive, type ArchiveEntry } from './archive.ts';
import { readTakeoutNote, type TakeoutReading } from './takeout-note.ts';

type Reading = Exclude<TakeoutReading, { kind: 'other' }> | { kind: 'nested-archive' };
export type FoundInTakeout = { path: string; reading: Reading };

/**
 * Every note and everything that should have been one. What Takeout puts beside the notes (their HTML twins, lists of
 * labels, media, other products) is passed over in silence.
 */
export async function* readTakeout(archives: readonly Archive[]): AsyncGenerator<FoundInTakeout> {
  for (const archive of archives) {
    const name = (path: string) => (archives.length > 1 ? `${archive.name}: ${path}` : path);
    try {
      for await (const entry of archive.entries()) {
        const reading = await readEntry(entry);
        if (reading) yield { path: name(entry.path), reading };
      }
    } catch (error) {
      if (!(error instanceof ArchiveRefused)) throw error;
      yield { path: archive.name, reading: { kind: 'unreadable', reason: error.message } };
    }
  }
}

async function readEntry(entry: ArchiveEntry): Promise<Reading | null> {
  const folders = entry.path.split('/');
  const fileName = folders.pop() ?? '';
  // macOS writes a binary twin of each file that it packs: `._name.json`, often in a folder of its own.
  if (fileName.startsWith('._') || folders.includes('__MACOSX')) return null;
  if (/\.(zip|tgz|tar\.gz)$/i.test(fileName)) return { kind: 'nested-archive' };
  if (!/\.json$/i.test(fileName)) return null;
  try {
    const reading = readTakeoutNote(await readText(entry));
    return reading.kind === 'other' ? null : reading;
  } catch (error) {
    if (error instanceof EntryUnreadable) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}
