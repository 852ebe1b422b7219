/** Removes rows that have lost their meaning. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { ExpiryRepository } from '../ports.ts';
import { expiryRules } from './expiry-rules.ts';
import type { SqliteStore } from './sqlite-store.ts';

export class SqliteExpiryRepository implements ExpiryRepository {
  readonly #db: SqliteDatabase;

  constructor({ db }: SqliteStore) {
    this.#db = db;
  }

  async removeExpired(now: Date): Promise<void> {
    for (const { table, column, age } of expiryRules)
      await this.#db.write(() => this.#db.run(`DELETE FROM ${table} WHERE ${column} <= ?`, now.getTime() - age));
  }
}
