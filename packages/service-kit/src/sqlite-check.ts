/** When a SQLite file is checked for damage: at each start, but a large one once a day, since that reads all of it. */
import { closeSync, openSync, statSync, utimesSync } from 'node:fs';

/** Bytes that are read in well under a second: a service that was killed must be back in five. */
const SMALL = 128 * 1024 * 1024;
const DAY = 86_400_000;

/** Whether all of it is read, or rewritten, in a moment. */
export function isSmall(path: string): boolean {
  return statSync(path).size <= SMALL;
}

/** Killing a process damages nothing: what is looked for is a broken disk, or a file that was copied while in use. */
export function needsCheck(path: string, now: Date): boolean {
  if (isSmall(path)) return true;
  const { birthtimeMs } = statSync(path);
  const checkedAt = statSync(noteOf(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // A file that came after the check is another one, such as a backup.
  return checkedAt < now.getTime() - DAY || birthtimeMs > checkedAt;
}

/** Leaves an empty file whose time says when. Without it, as on a full disk, the next start checks again. */
export function noteCheck(path: string, now: Date): void {
  if (isSmall(path)) return;
  try {
    closeSync(openSync(noteOf(path), 'a', 0o600));
    utimesSync(noteOf(path), now, now);
  } catch {
    return;
  }
}

function noteOf(path: string): string {
  return `${path}.checked`;
}
