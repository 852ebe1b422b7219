/** Outbox and inbox in a service's own PostgreSQL database, written in the same transaction as the change they belong to. */
import { EVENT_LIMIT, type EventEnvelope } from '@keep/contracts/event-envelope';
import { NO_LOG, type OutboxStore } from './outbox.ts';
import type { PostgresDatabase, PostgresQueries } from './postgres-database.ts';

/** Part of a service's first migration. */
export const postgresOutboxMigrationSql = `
  CREATE TABLE outbox (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    event JSON NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    sent_at TIMESTAMPTZ
  );
  CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;
  CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
  CREATE TABLE outbox_state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE inbox (
    consumer TEXT NOT NULL,
    event_id TEXT COLLATE "C" NOT NULL,
    handled_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
  );
  CREATE INDEX inbox_handled ON inbox (handled_at);
`;

/** Stores events to be relayed. Call it inside the transaction of the change that they tell of. */
export async function appendToOutbox(tx: PostgresQueries, events: readonly EventEnvelope[]): Promise<void> {
  if (events.length === 0) return;
  await tx.run(
    `INSERT INTO outbox (id, subject, event)
     SELECT id, subject, event::json
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS appended (id, subject, event, number)
     ORDER BY number`,
    events.map(({ id }) => id), events.map(({ subject }) => subject), events.map(serialize),
  ); // prettier-ignore
}

function serialize(event: EventEnvelope): string {
  const text = JSON.stringify(event);
  if (Buffer.byteLength(text) > EVENT_LIMIT)
    throw new Error(`The event ${event.id} (${event.type}) is larger than an event may be.`);
  return text;
}

/**
 * Notes that `consumer` (the group's name) handles this event. Call it inside the transaction that has the effect:
 * false says that the effect is there already, and must not happen again.
 */
export async function recordInInbox(tx: PostgresQueries, consumer: string, eventId: string): Promise<boolean> {
  const sql = 'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING';
  return (await tx.run(sql, consumer, eventId)) === 1;
}

/** Removes a person's events, sent and unsent, but for those of `keepTypes`. Call it inside the transaction that erases the person. */
export async function eraseFromOutbox(
  tx: PostgresQueries,
  userId: string,
  keepTypes: readonly string[] = [],
): Promise<void> {
  await tx.run(
    `DELETE FROM outbox WHERE split_part(subject, '.', 3) = $1 AND event->>'type' <> ALL ($2::text[])`,
    userId, keepTypes,
  ); // prettier-ignore
}

export class PostgresOutbox implements OutboxStore {
  readonly #db: PostgresDatabase;

  constructor(db: PostgresDatabase) {
    this.#db = db;
  }

  async unsent(limit: number): Promise<EventEnvelope[]> {
    const rows = await this.#db.all<{ event: EventEnvelope }>(
      'SELECT event FROM outbox WHERE sent_at IS NULL ORDER BY position LIMIT $1',
      limit,
    );
    return rows.map(({ event }) => event);
  }

  async markSent(ids: readonly string[], logId: string): Promise<void> {
    await this.#db.transaction(async tx => {
      const state = await tx.get<{ value: string }>(`SELECT value FROM outbox_state WHERE key = 'log_id' FOR SHARE`);
      if (state?.value === logId) await tx.run('UPDATE outbox SET sent_at = now() WHERE id = ANY ($1::text[])', ids);
    });
  }

  resendSince(date: Date): Promise<number> {
    return this.#db.transaction(async tx => {
      await tx.run(`UPDATE outbox_state SET value = $1 WHERE key = 'log_id'`, NO_LOG);
      return tx.run('UPDATE outbox SET sent_at = NULL WHERE sent_at >= $1', date);
    });
  }

  async logId(): Promise<string | undefined> {
    const row = await this.#db.get<{ value: string }>(`SELECT value FROM outbox_state WHERE key = 'log_id'`);
    return row?.value;
  }

  async setLogId(logId: string): Promise<void> {
    await this.#db.run(
      `INSERT INTO outbox_state (key, value) VALUES ('log_id', $1) ON CONFLICT (key) DO UPDATE SET value = $1`,
      logId,
    );
  }

  async prune(sentBefore: Date, handledBefore: Date): Promise<void> {
    await this.#db.run('DELETE FROM outbox WHERE sent_at < $1', sentBefore);
    await this.#db.run('DELETE FROM inbox WHERE handled_at < $1', handledBefore);
  }
}
