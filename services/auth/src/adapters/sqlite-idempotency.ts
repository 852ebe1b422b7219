/** Remembers what a write answered under its `Idempotency-Key`, in the transaction of that write. */
import { type IdempotencyKey, keyReused } from '@keep/service-kit/idempotency';
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';

/**
 * Runs `work`, or answers what it answered the first time. Call it inside a transaction; the answer must survive JSON.
 * Throws a 409 when the key came with another request before.
 */
export function once<T>(
  db: SqliteDatabase,
  userId: string,
  key: IdempotencyKey | undefined,
  now: Date,
  work: () => T,
): T {
  if (!key) return work();
  const known = db.get<{ fingerprint: string; answer: string }>(
    'SELECT fingerprint, answer FROM idempotency_keys WHERE user_id = ? AND key = ?',
    userId, key.key,
  ); // prettier-ignore
  if (known && known.fingerprint !== key.fingerprint) throw keyReused();
  if (known) return JSON.parse(known.answer) as T;
  const answer = work();
  db.run(
    'INSERT INTO idempotency_keys VALUES (?, ?, ?, ?, ?)',
    userId, key.key, key.fingerprint, JSON.stringify(answer), now.getTime(),
  ); // prettier-ignore
  return answer;
}
