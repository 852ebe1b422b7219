/** Wrong passwords, counted in SQLite: what every process of auth sees. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { newId } from '@keep/service-kit/unique-id';
import { type Origin, originKey } from '../domain/origin.ts';
import { HOUR, MINUTE, type SignInLimits, waitAfter } from '../domain/sign-in-limit.ts';
import type { Admission, Attempt, AttemptRepository } from '../ports.ts';
import type { SqliteStore } from './sqlite-store.ts';

type Failures = { failures: number | null; last_at: number | null };

export class SqliteAttemptRepository implements AttemptRepository {
  readonly #db: SqliteDatabase;

  constructor({ db }: SqliteStore) {
    this.#db = db;
  }

  begin(account: string, origin: Origin, now: Date, limits: SignInLimits): Promise<Admission> {
    return this.#db.write(() => {
      const at = now.getTime();
      const key = originKey(origin);
      const retryAfter = Math.max(
        this.#waitOfOrigin(account, key, at, limits),
        origin.kind === 'stranger' ? this.#waitOfStrangers(account, key, at, limits) : 0,
      );
      if (retryAfter > 0) return { admitted: false, retryAfter };
      const attempt = { id: newId(), account, origin };
      this.#count(attempt, at);
      return { admitted: true, attempt };
    });
  }

  async succeed({ id, account, origin }: Attempt): Promise<void> {
    await this.#db.write(() => {
      this.#db.run('DELETE FROM sign_in_attempts WHERE id = ?', id);
      this.#db.run('DELETE FROM sign_in_waits WHERE account = ? AND origin = ?', account, originKey(origin));
    });
  }

  async withdraw({ id, account, origin }: Attempt): Promise<void> {
    await this.#db.write(() => {
      this.#db.run('DELETE FROM sign_in_attempts WHERE id = ?', id);
      this.#db.run(
        'UPDATE sign_in_waits SET failures = max(0, failures - 1) WHERE account = ? AND origin = ?',
        account, originKey(origin),
      ); // prettier-ignore
    });
  }

  #waitOfOrigin(account: string, origin: string, at: number, limits: SignInLimits): number {
    const row = this.#db.get<Failures>(
      'SELECT failures, last_at FROM sign_in_waits WHERE account = ? AND origin = ?',
      account, origin,
    ); // prettier-ignore
    const filling = this.#db.get<{ attempted_at: number }>(
      `SELECT attempted_at FROM sign_in_attempts WHERE account = ? AND origin = ? AND attempted_at > ?
       ORDER BY attempted_at DESC LIMIT 1 OFFSET ?`,
      account, origin, at - MINUTE, limits.perMinute - 1,
    ); // prettier-ignore
    return Math.max(restOf(row, limits.free, limits, at), filling ? filling.attempted_at + MINUTE - at : 0);
  }

  /** One network counts for no more than its free failures, so that it cannot make all strangers wait by itself. */
  #waitOfStrangers(account: string, origin: string, at: number, limits: SignInLimits): number {
    const row = this.#db.get<Failures>(
      `SELECT sum(min(failures, ?)) AS failures, max(last_at) AS last_at FROM sign_in_waits
       WHERE account = ? AND origin LIKE 'stranger:%'`,
      limits.free, account,
    ); // prettier-ignore
    const filling = this.#db.get<{ attempted_at: number }>(
      `SELECT attempted_at FROM sign_in_attempts WHERE origin = ? AND attempted_at > ?
       ORDER BY attempted_at DESC LIMIT 1 OFFSET ?`,
      origin, at - HOUR, limits.perNetwork - 1,
    ); // prettier-ignore
    return Math.max(restOf(row, limits.freeOfStrangers, limits, at), filling ? filling.attempted_at + HOUR - at : 0);
  }

  #count({ id, account, origin }: Attempt, at: number): void {
    this.#db.run('INSERT INTO sign_in_attempts VALUES (?, ?, ?, ?)', id, account, originKey(origin), at);
    this.#db.run(
      `INSERT INTO sign_in_waits VALUES (?1, ?2, 1, ?3)
       ON CONFLICT (account, origin) DO UPDATE SET failures = failures + 1, last_at = ?3`,
      account, originKey(origin), at,
    ); // prettier-ignore
  }
}

/** Milliseconds that are left of the wait after these failures: no more than the wait, also where a clock was set back. */
function restOf(row: Failures | undefined, free: number, { longestWait }: SignInLimits, at: number): number {
  const wait = waitAfter(row?.failures ?? 0, free, longestWait);
  return Math.min(wait, (row?.last_at ?? 0) + wait - at);
}
