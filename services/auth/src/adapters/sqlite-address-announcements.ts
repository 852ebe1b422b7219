/** Announces verified addresses, each once, in the transaction that finds them not announced. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { addressVerifiedEvent } from '../domain/account-events.ts';
import type { Outgoing } from './sqlite-store.ts';

type AnnouncedRow = { id: string; announced_email: string; announced_at: number };

/**
 * Announces what is not announced of these accounts; answers how many that were. Call it inside a transaction.
 * The times of an account's announcements grow, however the clocks of several processes differ.
 */
export function announceAddresses(
  db: SqliteDatabase,
  outgoing: Outgoing,
  userIds: readonly string[],
  now: Date,
): number {
  const announced = db.all<AnnouncedRow>(
    `UPDATE users SET announced_email = email, announced_at = max(?1, coalesce(announced_at + 1, 0))
     WHERE id IN (SELECT value FROM json_each(?2)) AND status = 'active' AND announced_email IS NOT email
     RETURNING id, announced_email, announced_at`,
    now.getTime(), JSON.stringify(userIds),
  ); // prettier-ignore
  outgoing.events(announced.map(row => addressVerifiedEvent(row.id, row.announced_email, new Date(row.announced_at))));
  return announced.length;
}
