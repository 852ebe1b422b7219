/** A service's SQLite file, opened to look and never to change. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { DataDirectory } from './data-directory.ts';
import { KeepError } from './keep-error.ts';
import type { Settings } from './settings-read.ts';
import { services } from './topology.ts';

/** Undefined for a service without a database of its own. Throws a `KeepError` for what is no service. */
export function databasePath(directory: DataDirectory, service: string): string | undefined {
  const spec = services.find(({ name }) => name === service);
  if (!spec) throw new KeepError(`There is no service ${service}: there are ${withDatabase().join(', ')}.`);
  return spec.database && join(directory.ofService(service), spec.database);
}

/** Whether a service's data is on a database server instead of in its file. */
export function isOnServer(settings: Settings, service: string): boolean {
  const spec = services.find(({ name }) => name === service);
  return (settings.ofService[service]?.['DATABASE_URL'] ?? spec?.databaseServer?.(settings)) !== undefined;
}

/** Read-only twice over: by how the file is opened, and by a pragma. */
export function openToRead(path: string): DatabaseSyncInstance {
  if (!existsSync(path)) throw new KeepError(`There is no database ${path} yet: start Keep with npm start first.`);
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec('PRAGMA busy_timeout=2000; PRAGMA query_only=ON');
  return database;
}

/** The services that have a database. */
export function withDatabase(): string[] {
  return services.filter(({ database }) => database !== undefined).map(({ name }) => name);
}
