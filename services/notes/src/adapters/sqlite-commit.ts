/** One write of the SQLite store: the change, its events and the memory of its request, all or nothing. */
import { isUniqueViolation, type SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { appendToOutbox } from '@keep/service-kit/sqlite-outbox';
import type { Commit, HandledRequest, SaveOutcome } from '../ports.ts';

/** Thrown inside a transaction to roll it back with an outcome. */
class Refusal extends Error {
  readonly outcome: SaveOutcome;

  constructor(outcome: SaveOutcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** Rolls the transaction back. */
export function refuse(outcome: Exclude<SaveOutcome, 'saved'>): never {
  throw new Refusal(outcome);
}

export class SqliteWriter {
  readonly db: SqliteDatabase;
  /** Hears that there are events to be relayed. */
  readonly onEvents: () => void;

  constructor(db: SqliteDatabase, onEvents: () => void) {
    this.db = db;
    this.onEvents = onEvents;
  }

  /**
   * Runs `work` in a transaction with all that belongs to it. The request comes first: a twin that was quicker must be
   * found before its effect is taken for somebody else's.
   */
  async commit({ userId, isErasure, request, events }: Commit, work: () => void): Promise<SaveOutcome> {
    try {
      await this.db.write(() => {
        if (!isErasure && isErased(this.db, userId)) refuse('erased');
        if (request) rememberRequest(this.db, userId, request);
        work();
        appendToOutbox(this.db, events);
      });
    } catch (error) {
      if (error instanceof Refusal) return error.outcome;
      throw error;
    }
    if (events.length > 0) this.onEvents();
    return 'saved';
  }
}

/** Raises and answers the person's change counter. Call it inside the transaction that changes what they see. */
export function nextChange(db: SqliteDatabase, userId: string): number {
  const row = db.get<{ change_seq: number }>(
    `INSERT INTO user_state (user_id, change_seq) VALUES (?, 1)
     ON CONFLICT DO UPDATE SET change_seq = change_seq + 1 RETURNING change_seq`,
    userId,
  );
  return row?.change_seq ?? 0;
}

/** Inserts by `insert`; a taken key is `outcome`. */
export function insertOr(outcome: 'clash' | 'id-taken' | 'repeated', insert: () => void): void {
  try {
    insert();
  } catch (error) {
    if (isUniqueViolation(error)) refuse(outcome);
    throw error;
  }
}

export function isErased(db: SqliteDatabase, userId: string): boolean {
  return db.get('SELECT 1 FROM erased_users WHERE user_id = ?', userId) !== undefined;
}

function rememberRequest(db: SqliteDatabase, userId: string, request: HandledRequest): void {
  const { kind, key, fingerprint, answer, handledAt, expiresAt } = request;
  db.run(
    'DELETE FROM handled_requests WHERE user_id = ? AND kind = ? AND key = ? AND expires_at <= ?',
    userId, kind, key, handledAt.toISOString(),
  ); // prettier-ignore
  insertOr('repeated', () =>
    db.run(
      'INSERT INTO handled_requests VALUES (?, ?, ?, ?, ?, NULL, ?)',
      userId, kind, key, fingerprint, JSON.stringify(answer), expiresAt.toISOString(),
    ),
  ); // prettier-ignore
}
