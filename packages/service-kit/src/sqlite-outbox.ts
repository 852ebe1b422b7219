/** Outbox and inbox in a service's own SQLite file, written in the same transaction as the change they belong to. */
import { EVENT_LIMIT, type EventEnvelope } from '@keep/contracts/event-envelope';
import { NO_LOG, type OutboxStore } from './outbox.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Part of a service's first migration. */
export const outboxMigrationSql = `
  CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    event TEXT NOT NULL,
    created_at TEXT NOT NULL,
    sent_at TEXT
  ) STRICT;
  CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;
  CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
  CREATE TABLE outbox_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE inbox (
    consumer TEXT NOT NULL,
    event_id TEXT NOT NULL,
    handled_at TEXT NOT NULL,
    PRIMARY KEY (consumer, event_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX inbox_handled ON inbox (handled_at);
`;

/** Stores events to be relayed. Call it inside `db.write`, with the change that they tell of. */
export function appendToOutbox(db: SqliteDatabase, events: readonly EventEnvelope[]): void {
  for (const event of events) {
    const text = JSON.stringify(event);
    if (Buffer.byteLength(text) > EVENT_LIMIT)
      throw new Error(`The event ${event.id} (${event.type}) is larger than an event may be.`);
    db.run(
      'INSERT INTO outbox (id, subject, event, created_at) VALUES (?, ?, ?, ?)',
      event.id,
      event.subject,
      text,
      new Date().toISOString(),
    );
  }
}

/**
 * Notes that `consumer` (the group's name) handles this event. Call it inside the `db.write` that has the effect:
 * false says that the effect is there already, and must not happen again.
 */
export function recordInInbox(db: SqliteDatabase, consumer: string, eventId: string): boolean {
  return db.run('INSERT OR IGNORE INTO inbox VALUES (?, ?, ?)', consumer, eventId, new Date().toISOString()) === 1;
}

/** Removes a person's events, sent and unsent, but for those of `keepTypes`. Call it inside the `db.write` that erases the person. */
export function eraseFromOutbox(db: SqliteDatabase, userId: string, keepTypes: readonly string[] = []): void {
  db.run(
    `DELETE FROM outbox WHERE subject GLOB ? AND json_extract(event, '$.type') NOT IN (SELECT value FROM json_each(?))`,
    `keep.*.${userId}.*`,
    JSON.stringify(keepTypes),
  );
}

export class SqliteOutbox implements OutboxStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  async unsent(limit: number): Promise<EventEnvelope[]> {
    return this.#db
      .all<{ event: string }>('SELECT event FROM outbox WHERE sent_at IS NULL ORDER BY position LIMIT ?', limit)
      .map(({ event }) => JSON.parse(event) as EventEnvelope);
  }

  async markSent(ids: readonly string[], logId: string): Promise<void> {
    await this.#db.write(() =>
      this.#db.run(
        `UPDATE outbox SET sent_at = ? WHERE id IN (SELECT value FROM json_each(?))
         AND EXISTS (SELECT 1 FROM outbox_state WHERE key = 'log_id' AND value = ?)`,
        new Date().toISOString(),
        JSON.stringify(ids),
        logId,
      ),
    );
  }

  resendSince(date: Date): Promise<number> {
    return this.#db.write(() => {
      this.#db.run(`UPDATE outbox_state SET value = ? WHERE key = 'log_id'`, NO_LOG);
      return this.#db.run('UPDATE outbox SET sent_at = NULL WHERE sent_at >= ?', date.toISOString());
    });
  }

  async logId(): Promise<string | undefined> {
    return this.#db.get<{ value: string }>(`SELECT value FROM outbox_state WHERE key = 'log_id'`)?.value;
  }

  async setLogId(logId: string): Promise<void> {
    await this.#db.write(() => this.#db.run(`INSERT OR REPLACE INTO outbox_state VALUES ('log_id', ?)`, logId));
  }

  async prune(sentBefore: Date, handledBefore: Date): Promise<void> {
    await this.#db.write(() => {
      this.#db.run('DELETE FROM outbox WHERE sent_at < ?', sentBefore.toISOString());
      this.#db.run('DELETE FROM inbox WHERE handled_at < ?', handledBefore.toISOString());
    });
  }
}
