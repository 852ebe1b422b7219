/** The database of one account on this device. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { LabelRow, NoteRow, Operation } from './records.ts';

interface Schema extends DBSchema {
  notes: { key: string; value: NoteRow };
  labels: { key: string; value: LabelRow };
  outbox: { key: number; value: Operation; indexes: { objectId: string } };
  /** `cursor` of the changes feed, and other single values. */
  meta: { key: string; value: unknown };
}

const STORES = ['notes', 'labels', 'outbox', 'meta'] as const;
const VERSION = 1;

export type Transaction = IDBPTransaction<Schema, typeof STORES, 'readwrite'>;
export type DeviceDatabase = IDBPDatabase<Schema>;

export function databaseName(userId: string): string {
  return `keep-${userId}`;
}

/**
 * Opens the account's database, and makes it where there is none. `whenLost` is called when the browser closes it. Throws
 * what IndexedDB throws where storage is blocked.
 */
export function openDeviceDatabase(userId: string, whenLost: () => void): Promise<DeviceDatabase> {
  return openDB<Schema>(databaseName(userId), VERSION, {
    upgrade(database) {
      database.createObjectStore('notes', { keyPath: 'id' });
      database.createObjectStore('labels', { keyPath: 'id' });
      database.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true }).createIndex('objectId', 'objectId');
      database.createObjectStore('meta');
    },
    // A tab of a newer version waits for this one: it must not block it.
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      whenLost();
    },
    terminated: whenLost,
  });
}

/** A transaction that is on the disk when it has ended. */
export function writing(database: DeviceDatabase): Transaction {
  return database.transaction(STORES, 'readwrite', { durability: 'strict' });
}
