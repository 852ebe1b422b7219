/** Removes rows that have lost their meaning. */
import type { PostgresDatabase } from '@keep/service-kit/postgres-database';
import type { ExpiryRepository } from '../ports.ts';
import { expiryRules } from './expiry-rules.ts';
import type { PostgresStore } from './postgres-store.ts';

export class PostgresExpiryRepository implements ExpiryRepository {
  readonly #db: PostgresDatabase;

  constructor({ db }: PostgresStore) {
    this.#db = db;
  }

  async removeExpired(now: Date): Promise<void> {
    for (const { table, column, age } of expiryRules)
      await this.#db.run(`DELETE FROM ${table} WHERE ${column} <= $1`, new Date(now.getTime() - age));
  }
}
