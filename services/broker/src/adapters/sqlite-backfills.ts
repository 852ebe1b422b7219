/**
 * What groups are owed of the log's past: a new group all of it, one that asks for more subjects their past, and a replay
 * a part of it. The work is done in bounded steps, each a transaction, so that others publish and lease between two of
 * them; what is left is in the store, so that a crash loses none of it.
 */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { matcherOf } from '../domain/subject-filter.ts';
import { STEP, subjectsBetween } from './log-steps.ts';

/** Events of `subjects` that do not match `without`, after the sequence `after`. */
export type Past = { group: string; subjects: readonly string[]; without: readonly string[]; after: number };

type Row = { subjects: string; without: string; reached: number; until: number };

export class SqliteBackfills {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  /** Call it inside a transaction; `until` is the last event: later ones are owed from their publication on. */
  begin({ group, subjects, without, after }: Past, until: number): void {
    this.#db.run(
      `INSERT INTO backfills VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
         SET reached = min(reached, excluded.reached), until = max(until, excluded.until)`,
      group, JSON.stringify(subjects), JSON.stringify(without), after, until,
    ); // prettier-ignore
  }

  isPending(group: string): boolean {
    return this.#db.get('SELECT 1 FROM backfills WHERE group_name = ? LIMIT 1', group) !== undefined;
  }

  /** Makes the deliveries of one step. Call it inside a transaction. */
  step(group: string, now: Date): void {
    const row = this.#db.get<Row>(
      'SELECT subjects, without, reached, until FROM backfills WHERE group_name = ?',
      group,
    );
    if (!row) return;
    const [subjects, without] = [row.subjects, row.without].map(text => JSON.parse(text) as string[]);
    const [matches, isExcepted] = [matcherOf(subjects ?? []), matcherOf(without ?? [])];
    const end = Math.min(row.until, row.reached + STEP);
    const owe = 'INSERT OR REPLACE INTO deliveries (group_name, sequence, due_at) VALUES (?, ?, ?)';
    for (const { sequence, subject } of subjectsBetween(this.#db, row.reached, end))
      if (matches(subject) && !isExcepted(subject)) this.#db.run(owe, group, sequence, now.getTime());
    this.#moveOn(group, row, end);
  }

  /** The last sequence that every pending backfill has passed: what comes after it must not be pruned. */
  floor(): number {
    const { floor } = this.#db.get<{ floor: number | null }>('SELECT min(reached) AS floor FROM backfills') ?? {};
    return floor ?? Number.MAX_SAFE_INTEGER;
  }

  #moveOn(group: string, { subjects, without, until }: Row, end: number): void {
    const key = [group, subjects, without] as const;
    const isThis = 'group_name = ? AND subjects = ? AND without = ?';
    if (end >= until) this.#db.run(`DELETE FROM backfills WHERE ${isThis}`, ...key);
    else this.#db.run(`UPDATE backfills SET reached = ? WHERE ${isThis}`, end, ...key);
  }
}
