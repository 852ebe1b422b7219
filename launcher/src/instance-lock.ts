/** One launcher on one data directory: a lock that the system itself lets go of when its holder dies. */
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

export type InstanceLock = { release(): void };

/** Held here for as long as it counts: a database that is garbage-collected gives up its lock. */
const held = new Set<DatabaseSyncInstance>();

/**
 * Takes the lock of `runDir`, or answers undefined where another process has it. It is an exclusive transaction on an
 * empty SQLite file: the portable way to a file lock that no `kill -9` leaves behind.
 */
export function takeInstanceLock(runDir: string): InstanceLock | undefined {
  const database = new DatabaseSync(join(runDir, 'lock.sqlite'));
  try {
    database.exec('PRAGMA busy_timeout=0; BEGIN EXCLUSIVE');
  } catch {
    database.close();
    return undefined;
  }
  held.add(database);
  return {
    release() {
      held.delete(database);
      database.close();
    },
  };
}
