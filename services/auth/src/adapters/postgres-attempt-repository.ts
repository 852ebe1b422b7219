/** Wrong passwords, counted in PostgreSQL: what every process of auth sees. */
import type { PostgresTransaction } from '@keep/service-kit/postgres-database';
import { newId } from '@keep/service-kit/unique-id';
import { MINUTE, type SignInLimits, waitAfter } from '../domain/sign-in-limit.ts';
import type { Admission, AttemptRepository } from '../ports.ts';
import type { PostgresStore } from './postgres-store.ts';

export class PostgresAttemptRepository implements AttemptRepository {
  readonly #store: PostgresStore;

  constructor(store: PostgresStore) {
    this.#store = store;
  }

  begin(account: string, address: string, now: Date, limits: SignInLimits): Promise<Admission> {
    return this.#store.write(async tx => {
      await tx.lock(`sign-in ${account}`);
      const retryAfter = Math.max(
        await blockedFor(tx, account, now),
        await fullFor(tx, account, address, now, limits.perMinute),
      );
      if (retryAfter > 0) return { admitted: false, retryAfter };
      const attemptId = newId();
      await tx.run('INSERT INTO sign_in_attempts VALUES ($1, $2, $3, $4)', attemptId, account, address, now);
      await countFailure(tx, account, now, limits);
      return { admitted: true, attemptId };
    });
  }

  async succeed(account: string, attemptId: string): Promise<void> {
    await this.#store.write(async tx => {
      await tx.lock(`sign-in ${account}`);
      await tx.run('DELETE FROM sign_in_attempts WHERE id = $1', attemptId);
      await tx.run('DELETE FROM sign_in_failures WHERE account = $1', account);
    });
  }

  async withdraw(account: string, attemptId: string): Promise<void> {
    await this.#store.write(async tx => {
      await tx.lock(`sign-in ${account}`);
      await tx.run('DELETE FROM sign_in_attempts WHERE id = $1', attemptId);
      await tx.run('UPDATE sign_in_failures SET failures = greatest(0, failures - 1) WHERE account = $1', account);
    });
  }
}

async function blockedFor(tx: PostgresTransaction, account: string, now: Date): Promise<number> {
  const sql = 'SELECT blocked_until FROM sign_in_failures WHERE account = $1';
  const row = await tx.get<{ blocked_until: Date | null }>(sql, account);
  return row?.blocked_until ? row.blocked_until.getTime() - now.getTime() : 0;
}

/** Milliseconds until the oldest of the attempts that fill the minute has left it. */
async function fullFor(
  tx: PostgresTransaction,
  account: string,
  address: string,
  now: Date,
  perMinute: number,
): Promise<number> {
  const since = new Date(now.getTime() - MINUTE);
  const filling = await tx.get<{ attempted_at: Date }>(
    `SELECT attempted_at FROM sign_in_attempts WHERE account = $1 AND address = $2 AND attempted_at > $3
     ORDER BY attempted_at DESC LIMIT 1 OFFSET $4`,
    account, address, since, perMinute - 1,
  ); // prettier-ignore
  return filling ? filling.attempted_at.getTime() - since.getTime() : 0;
}

async function countFailure(tx: PostgresTransaction, account: string, now: Date, limits: SignInLimits): Promise<void> {
  const row = await tx.get<{ failures: number }>(
    `INSERT INTO sign_in_failures (account, failures, last_at) VALUES ($1, 1, $2)
     ON CONFLICT (account) DO UPDATE SET failures = sign_in_failures.failures + 1, last_at = $2 RETURNING failures`,
    account, now,
  ); // prettier-ignore
  const wait = waitAfter(row?.failures ?? 1, limits);
  if (wait === 0) return;
  const until = new Date(now.getTime() + wait);
  await tx.run('UPDATE sign_in_failures SET blocked_until = $1 WHERE account = $2', until, account);
}
