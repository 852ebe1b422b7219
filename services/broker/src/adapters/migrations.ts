/** The tables of the log. */
import { randomUUID } from 'node:crypto';
import type { Migration } from '@keep/service-kit/sqlite-database';

/** A function, because each database gets a log id of its own. */
export function logMigrations(): Migration[] {
  const sql = `
    CREATE TABLE log (id TEXT NOT NULL) STRICT;
    INSERT INTO log VALUES ('${randomUUID()}');

    -- AUTOINCREMENT: the sequence of a purged event is never given to another.
    CREATE TABLE events (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      subject TEXT NOT NULL,
      published_at INTEGER NOT NULL,
      event TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_subjects ON events (sequence, subject); -- finds subjects without touching the events
    CREATE INDEX events_published ON events (published_at);

    CREATE TABLE consumer_groups (name TEXT PRIMARY KEY, subjects TEXT NOT NULL) STRICT;

    -- What each group has not acknowledged. "due_at" is when a new or refused event may be given to a consumer, and
    -- when a leased one falls back; without it, it is a dead letter.
    CREATE TABLE deliveries (
      group_name TEXT NOT NULL REFERENCES consumer_groups (name) ON DELETE CASCADE,
      sequence INTEGER NOT NULL REFERENCES events (sequence) ON DELETE CASCADE,
      due_at INTEGER,
      failures INTEGER NOT NULL DEFAULT 0,
      lease TEXT,
      reason TEXT,
      PRIMARY KEY (group_name, sequence)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deliveries_due ON deliveries (group_name, due_at);
    CREATE INDEX deliveries_sequence ON deliveries (sequence);
  `;
  return [
    { id: 1, name: 'log', sql },
    { id: 2, name: 'backfills', sql: backfills },
  ];
}

/** What groups are owed of the past, and have not been given rows for yet: events after "reached", up to "until". */
const backfills = `
  CREATE TABLE backfills (
    group_name TEXT NOT NULL REFERENCES consumer_groups (name) ON DELETE CASCADE,
    subjects TEXT NOT NULL,
    without TEXT NOT NULL,
    reached INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (group_name, subjects, without)
  ) STRICT;
`;
