/** The log in steps: nothing looks at more of it at once, so that nobody who publishes or leases waits for the whole log. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';

/** Sequences that one step passes. */
export const STEP = 1_000;

export type LoggedSubject = { sequence: number; subject: string };

/** Sequence and subject of the first `limit` events after one sequence, up to another; with `filters` of those that may match one of them. */
export function subjectsBetween(
  db: SqliteDatabase,
  after: number,
  until: number,
  filters: readonly string[] = ['>'],
  limit = until - after,
): LoggedSubject[] {
  const globs = filters.map(filter => filter.replace(/>$/, '*'));
  return db.all<LoggedSubject>(
    `SELECT sequence, subject FROM events INDEXED BY events_subjects
     WHERE sequence > ? AND sequence <= ? AND (${globs.map(() => 'subject GLOB ?').join(' OR ')}) ORDER BY sequence LIMIT ?`,
    after, until, ...globs, limit,
  ); // prettier-ignore
}

/** The ranges of sequences that lead from the oldest event to the newest. */
export function* steps(db: SqliteDatabase): Generator<{ after: number; until: number }> {
  const range = db.get<{ first: number | null; last: number | null }>(
    'SELECT (SELECT min(sequence) FROM events) AS first, (SELECT max(sequence) FROM events) AS last',
  );
  const last = range?.last ?? 0;
  for (let after = (range?.first ?? 1) - 1; after < last; after += STEP) yield { after, until: after + STEP };
}
