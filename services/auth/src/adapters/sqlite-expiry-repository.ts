/** Removes rows that have lost their meaning. */
import { IDEMPOTENCY_HOURS } from '@keep/service-kit/idempotency';
import { MINUTE } from '../domain/sign-in-limit.ts';
import { OUTLIVES_ACCESS_TOKENS } from '../domain/signing-key.ts';
import type { ExpiryRepository } from '../ports.ts';
import type { SqliteStore } from './sqlite-store.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Each condition is true `age` milliseconds after the row's last use. */
const expired: readonly { table: string; condition: string; age: number }[] = [
  { table: 'sessions', condition: 'expires_at <= ?', age: 0 },
  { table: 'api_tokens', condition: 'expires_at <= ?', age: 0 },
  { table: 'codes', condition: 'expires_at <= ?', age: 0 },
  { table: 'pending_sign_ups', condition: 'created_at <= ?', age: DAY },
  { table: 'code_requests', condition: 'requested_at <= ?', age: HOUR },
  { table: 'sign_in_attempts', condition: 'attempted_at <= ?', age: MINUTE },
  { table: 'sign_in_failures', condition: 'last_at <= ?', age: DAY },
  { table: 'revocations', condition: 'revoked_at <= ?', age: OUTLIVES_ACCESS_TOKENS },
  { table: 'signing_keys', condition: 'retired_at <= ?', age: OUTLIVES_ACCESS_TOKENS },
  { table: 'idempotency_keys', condition: 'created_at <= ?', age: IDEMPOTENCY_HOURS * HOUR },
];

export class SqliteExpiryRepository implements ExpiryRepository {
  readonly #store: SqliteStore;

  constructor(store: SqliteStore) {
    this.#store = store;
  }

  async removeExpired(now: Date): Promise<void> {
    const { db } = this.#store;
    for (const { table, condition, age } of expired)
      await db.write(() => db.run(`DELETE FROM ${table} WHERE ${condition}`, now.getTime() - age));
  }
}
