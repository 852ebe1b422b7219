/** Opens a SQLite file as a durable store: private, sound, with settings that keep an acknowledgement true, and migrated. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { StartError } from './app-error.ts';
import type { Migration } from './migration.ts';
import { makePrivate } from './private-files.ts';
import { isSmall, needsCheck, noteCheck } from './sqlite-check.ts';

/** `user_version` of a file in which `secure_delete` was always on, or that was rewritten since. */
const NO_REMAINS = 1;

/** `givesSpaceBack`: free pages can be cut off in steps, by `incremental_vacuum`; it costs every write a little. */
export type SqliteFileOptions = { givesSpaceBack?: boolean };

/** Throws `StartError` for a folder that cannot be written, a damaged file, and a file newer than the code. */
export function openSqliteFile(
  path: string,
  migrations: readonly Migration[],
  { givesSpaceBack = false }: SqliteFileOptions = {},
): DatabaseSyncInstance {
  const database = openFile(path);
  try {
    // Takes effect in a new file, and in an old one when it is rewritten.
    if (givesSpaceBack) database.exec('PRAGMA auto_vacuum=INCREMENTAL');
    // secure_delete: what is deleted is overwritten, in the pages that stay and in those that become free (ADR 45).
    database.exec(
      `PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
       PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;`,
    );
    assertSound(database, path);
    migrate(database, path, migrations);
    eraseRemains(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error instanceof StartError
      ? error
      : new StartError(`The database ${path} cannot be opened; restore it from a backup or free the disk.`, {
          cause: error,
        });
  }
}

/** Only this user may read the file, its log and its index, also where an older version made them. SQLite copies the mode. */
function openFile(path: string): DatabaseSyncInstance {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
    for (const file of [path, `${path}-wal`, `${path}-shm`]) makePrivate(file);
    return new DatabaseSync(path);
  } catch (error) {
    throw new StartError(
      `The folder ${dirname(path)} cannot be written; give this user write access or choose another KEEP_DATA_DIR.`,
      { cause: error },
    );
  }
}

/**
 * Versions before this one left deleted text in free pages. A small file is rewritten once; a large one would keep its
 * users waiting, and its operator rewrites it (docs/how-to/run-it-for-others.md).
 */
function eraseRemains(database: DatabaseSyncInstance, path: string): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version >= NO_REMAINS || !isSmall(path)) return;
  try {
    database.exec(`VACUUM; PRAGMA user_version=${NO_REMAINS}; PRAGMA wal_checkpoint(TRUNCATE);`);
  } catch {
    // Another process uses the file, or the disk has no room for a copy: the next start tries again.
    return;
  }
}

function assertSound(database: DatabaseSyncInstance, path: string): void {
  if (needsCheck(path, new Date())) {
    const [row] = database.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
    if (row?.quick_check !== 'ok') throw new StartError(`The database ${path} is damaged; restore it from a backup.`);
    noteCheck(path, new Date());
  }
  const { synchronous } = database.prepare('PRAGMA synchronous').get() as { synchronous: number };
  const { journal_mode: mode } = database.prepare('PRAGMA journal_mode').get() as { journal_mode: string };
  if (synchronous !== 2 || mode !== 'wal')
    throw new StartError(
      `The database ${path} cannot keep what it acknowledges: put it on a local file system that supports WAL.`,
    );
}

function migrate(database: DatabaseSyncInstance, path: string, migrations: readonly Migration[]): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(
      'CREATE TABLE IF NOT EXISTS schema_migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)',
    );
    const { newest } = database.prepare('SELECT coalesce(max(id), 0) AS newest FROM schema_migrations').get() as {
      newest: number;
    };
    const known = Math.max(0, ...migrations.map(migration => migration.id));
    if (newest > known)
      throw new StartError(
        `The database ${path} was made by a newer Keep (schema ${newest}, this one knows ${known}): update Keep, or choose another KEEP_DATA_DIR.`,
      );
    const note = database.prepare('INSERT INTO schema_migrations VALUES (?, ?, ?)');
    for (const migration of migrations.filter(({ id }) => id > newest)) {
      database.exec(migration.sql);
      note.run(migration.id, migration.name, new Date().toISOString());
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
