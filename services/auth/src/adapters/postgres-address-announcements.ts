/** Announces verified addresses, each once, in the transaction that finds them not announced. */
import type { PostgresTransaction } from '@keep/service-kit/postgres-database';
import { addressVerifiedEvent } from '../domain/account-events.ts';
import type { Outgoing } from './postgres-store.ts';

type AnnouncedRow = { id: string; announced_email: string; announced_at: Date };

/**
 * Announces what is not announced of these accounts; answers how many that were.
 * The times of an account's announcements grow, however the clocks of several processes differ.
 */
export async function announceAddresses(
  tx: PostgresTransaction,
  outgoing: Outgoing,
  userIds: readonly string[],
  now: Date,
): Promise<number> {
  const announced = await tx.all<AnnouncedRow>(
    `UPDATE users SET announced_email = email, announced_at = greatest($1, announced_at + interval '1 millisecond')
     WHERE id = ANY ($2::text[]) AND status = 'active' AND announced_email IS DISTINCT FROM email
     RETURNING id, announced_email, announced_at`,
    now, userIds,
  ); // prettier-ignore
  await outgoing.events(announced.map(row => addressVerifiedEvent(row.id, row.announced_email, row.announced_at)));
  return announced.length;
}
