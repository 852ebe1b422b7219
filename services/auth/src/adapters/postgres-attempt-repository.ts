/** Wrong passwords, counted in PostgreSQL: what every process of auth sees. */
import type { PostgresTransaction } from '@keep/service-kit/postgres-database';
import { newId } from '@keep/service-kit/unique-id';
import { type Origin, originKey } from '../domain/origin.ts';
import { HOUR, MINUTE, type SignInLimits, waitAfter } from '../domain/sign-in-limit.ts';
import type { Admission, Attempt, AttemptRepository } from '../ports.ts';
import type { PostgresStore } from './postgres-store.ts';

type Failures = { failures: number | null; last_at: Date | null };

export class PostgresAttemptRepository implements AttemptRepository {
  readonly #store: PostgresStore;

  constructor(store: PostgresStore) {
    this.#store = store;
  }

  /** Attempts of one account take turns. Those of one network do not: at most as many as there are connections come in excess. */
  begin(account: string, origin: Origin, now: Date, limits: SignInLimits): Promise<Admission> {
    return this.#store.write(async tx => {
      await tx.lock(`sign-in ${account}`);
      const ofOrigin = await waitOfOrigin(tx, account, originKey(origin), now, limits);
      const ofStrangers =
        origin.kind === 'stranger' ? await waitOfStrangers(tx, account, originKey(origin), now, limits) : 0;
      const retryAfter = Math.max(ofOrigin, ofStrangers);
      if (retryAfter > 0) return { admitted: false, retryAfter };
      const attempt = { id: newId(), account, origin };
      await count(tx, attempt, now);
      return { admitted: true, attempt };
    });
  }

  async succeed({ id, account, origin }: Attempt): Promise<void> {
    await this.#store.write(async tx => {
      await tx.lock(`sign-in ${account}`);
      await tx.run('DELETE FROM sign_in_attempts WHERE id = $1', id);
      await tx.run('DELETE FROM sign_in_waits WHERE account = $1 AND origin = $2', account, originKey(origin));
    });
  }

  async withdraw({ id, account, origin }: Attempt): Promise<void> {
    await this.#store.write(async tx => {
      await tx.lock(`sign-in ${account}`);
      await tx.run('DELETE FROM sign_in_attempts WHERE id = $1', id);
      await tx.run(
        'UPDATE sign_in_waits SET failures = greatest(0, failures - 1) WHERE account = $1 AND origin = $2',
        account, originKey(origin),
      ); // prettier-ignore
    });
  }
}

async function waitOfOrigin(
  tx: PostgresTransaction,
  account: string,
  origin: string,
  now: Date,
  limits: SignInLimits,
): Promise<number> {
  const row = await tx.get<Failures>(
    'SELECT failures, last_at FROM sign_in_waits WHERE account = $1 AND origin = $2',
    account, origin,
  ); // prettier-ignore
  const since = new Date(now.getTime() - MINUTE);
  const filling = await tx.get<{ attempted_at: Date }>(
    `SELECT attempted_at FROM sign_in_attempts WHERE account = $1 AND origin = $2 AND attempted_at > $3
     ORDER BY attempted_at DESC LIMIT 1 OFFSET $4`,
    account, origin, since, limits.perMinute - 1,
  ); // prettier-ignore
  return Math.max(
    restOf(row, limits.free, limits, now),
    filling ? filling.attempted_at.getTime() - since.getTime() : 0,
  );
}

/** One network counts for no more than its free failures, so that it cannot make all strangers wait by itself. */
async function waitOfStrangers(
  tx: PostgresTransaction,
  account: string,
  origin: string,
  now: Date,
  limits: SignInLimits,
): Promise<number> {
  const row = await tx.get<Failures>(
    `SELECT sum(least(failures, $1::integer))::integer AS failures, max(last_at) AS last_at FROM sign_in_waits
     WHERE account = $2 AND origin LIKE 'stranger:%'`,
    limits.free, account,
  ); // prettier-ignore
  const since = new Date(now.getTime() - HOUR);
  const filling = await tx.get<{ attempted_at: Date }>(
    `SELECT attempted_at FROM sign_in_attempts WHERE origin = $1 AND attempted_at > $2
     ORDER BY attempted_at DESC LIMIT 1 OFFSET $3`,
    origin, since, limits.perNetwork - 1,
  ); // prettier-ignore
  return Math.max(
    restOf(row, limits.freeOfStrangers, limits, now),
    filling ? filling.attempted_at.getTime() - since.getTime() : 0,
  );
}

async function count(tx: PostgresTransaction, { id, account, origin }: Attempt, now: Date): Promise<void> {
  await tx.run('INSERT INTO sign_in_attempts VALUES ($1, $2, $3, $4)', id, account, originKey(origin), now);
  await tx.run(
    `INSERT INTO sign_in_waits VALUES ($1, $2, 1, $3)
     ON CONFLICT (account, origin) DO UPDATE SET failures = sign_in_waits.failures + 1, last_at = $3`,
    account, originKey(origin), now,
  ); // prettier-ignore
}

/** Milliseconds that are left of the wait after these failures: no more than the wait, also where a clock was set back. */
function restOf(row: Failures | undefined, free: number, { longestWait }: SignInLimits, now: Date): number {
  const wait = waitAfter(row?.failures ?? 0, free, longestWait);
  return Math.min(wait, (row?.last_at?.getTime() ?? 0) + wait - now.getTime());
}
