/** Remembers what a write answered under its `Idempotency-Key`, in the transaction of that write. */
import { type IdempotencyKey, keyReused } from '@keep/service-kit/idempotency';
import type { PostgresTransaction } from '@keep/service-kit/postgres-database';

/**
 * Runs `work`, or answers what it answered the first time. The answer must survive JSON.
 * Throws a 409 when the key came with another request before.
 */
export async function once<T extends object>(
  tx: PostgresTransaction,
  userId: string,
  key: IdempotencyKey | undefined,
  now: Date,
  work: () => Promise<T>,
): Promise<T> {
  if (!key) return work();
  await tx.lock(`idempotency ${userId} ${key.key}`);
  const known = await tx.get<{ fingerprint: string; answer: T }>(
    'SELECT fingerprint, answer FROM idempotency_keys WHERE user_id = $1 AND key = $2',
    userId, key.key,
  ); // prettier-ignore
  if (known && known.fingerprint !== key.fingerprint) throw keyReused();
  if (known) return known.answer;
  const answer = await work();
  await tx.run(
    'INSERT INTO idempotency_keys (user_id, key, fingerprint, answer, created_at) VALUES ($1, $2, $3, $4, $5)',
    userId, key.key, key.fingerprint, answer, now,
  ); // prettier-ignore
  return answer;
}
