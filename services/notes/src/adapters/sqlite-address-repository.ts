/** Whose address is whose, in SQLite. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { recordInInbox } from '@keep/service-kit/sqlite-outbox';
import type { Address, AddressRepository } from '../ports.ts';
import { isErased } from './sqlite-commit.ts';

export class SqliteAddressRepository implements AddressRepository {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  async userOf(addressHash: string): Promise<string | undefined> {
    return userOf(this.#db, addressHash);
  }

  async record({ userId, addressHash, verifiedAt }: Address, group: string, eventId: string): Promise<void> {
    await this.#db.write(() => {
      if (!recordInInbox(this.#db, group, eventId) || isErased(this.#db, userId)) return;
      const newer = this.#db.get(
        'SELECT 1 FROM addresses WHERE (user_id = ? OR address_hash = ?) AND verified_at >= ?',
        userId, addressHash, verifiedAt,
      ); // prettier-ignore
      if (newer) return;
      this.#db.run('DELETE FROM addresses WHERE user_id = ? OR address_hash = ?', userId, addressHash);
      this.#db.run('INSERT INTO addresses VALUES (?, ?, ?)', addressHash, userId, verifiedAt);
    });
  }
}

/** None for a person who is erased. */
export function userOf(db: SqliteDatabase, addressHash: string): string | undefined {
  const row = db.get<{ userId: string }>(
    `SELECT user_id AS userId FROM addresses WHERE address_hash = ?
     AND NOT EXISTS (SELECT 1 FROM erased_users e WHERE e.user_id = addresses.user_id)`,
    addressHash,
  );
  return row?.userId;
}
