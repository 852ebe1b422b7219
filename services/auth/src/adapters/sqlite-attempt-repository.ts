/** Wrong passwords, counted in SQLite: what every process of auth sees. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { newId } from '@keep/service-kit/unique-id';
import { MINUTE, type SignInLimits, waitAfter } from '../domain/sign-in-limit.ts';
import type { Admission, AttemptRepository } from '../ports.ts';
import type { SqliteStore } from './sqlite-store.ts';

export class SqliteAttemptRepository implements AttemptRepository {
  readonly #db: SqliteDatabase;

  constructor({ db }: SqliteStore) {
    this.#db = db;
  }

  begin(account: string, address: string, now: Date, limits: SignInLimits): Promise<Admission> {
    return this.#db.write(() => {
      const at = now.getTime();
      const retryAfter = Math.max(this.#blockedFor(account, at), this.#fullFor(account, address, at, limits.perMinute));
      if (retryAfter > 0) return { admitted: false, retryAfter };
      const attemptId = newId();
      this.#db.run('INSERT INTO sign_in_attempts VALUES (?, ?, ?, ?)', attemptId, account, address, at);
      this.#countFailure(account, at, limits);
      return { admitted: true, attemptId };
    });
  }

  async succeed(account: string, attemptId: string): Promise<void> {
    await this.#db.write(() => {
      this.#db.run('DELETE FROM sign_in_attempts WHERE id = ?', attemptId);
      this.#db.run('DELETE FROM sign_in_failures WHERE account = ?', account);
    });
  }

  async withdraw(account: string, attemptId: string): Promise<void> {
    await this.#db.write(() => {
      this.#db.run('DELETE FROM sign_in_attempts WHERE id = ?', attemptId);
      this.#db.run('UPDATE sign_in_failures SET failures = max(0, failures - 1) WHERE account = ?', account);
    });
  }

  #blockedFor(account: string, at: number): number {
    const row = this.#db.get<{ blocked_until: number }>(
      'SELECT blocked_until FROM sign_in_failures WHERE account = ?',
      account,
    );
    return (row?.blocked_until ?? 0) - at;
  }

  /** Milliseconds until the oldest of the attempts that fill the minute has left it. */
  #fullFor(account: string, address: string, at: number, perMinute: number): number {
    const filling = this.#db.get<{ attempted_at: number }>(
      `SELECT attempted_at FROM sign_in_attempts WHERE account = ? AND address = ? AND attempted_at > ?
       ORDER BY attempted_at DESC LIMIT 1 OFFSET ?`,
      account, address, at - MINUTE, perMinute - 1,
    ); // prettier-ignore
    return filling ? filling.attempted_at + MINUTE - at : 0;
  }

  #countFailure(account: string, at: number, limits: SignInLimits): void {
    const row = this.#db.get<{ failures: number }>(
      `INSERT INTO sign_in_failures VALUES (?1, 1, 0, ?2)
       ON CONFLICT (account) DO UPDATE SET failures = failures + 1, last_at = ?2 RETURNING failures`,
      account, at,
    ); // prettier-ignore
    const wait = waitAfter(row?.failures ?? 1, limits);
    if (wait > 0) this.#db.run('UPDATE sign_in_failures SET blocked_until = ? WHERE account = ?', at + wait, account);
  }
}
