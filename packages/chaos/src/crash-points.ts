/** The points between a change and its effect elsewhere at which a service may die, and what the crashing service stores. */
import { outboxMigrationSql } from '@keep/service-kit/sqlite-outbox';

export const crashPoints = [
  /** The change and its event are written, and not committed. */
  'before-commit',
  /** They are committed, and nobody was told. */
  'after-commit',
  /** The log holds the event, and the outbox does not know. */
  'after-publish',
  /** The consumer has written its inbox row and its effect, and not committed. */
  'before-effect-is-committed',
  /** They are committed, and the log does not know. */
  'before-acknowledging',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

/** How many changes the service makes, counted from 1, and the one at which it dies. */
export const CHANGES = 10;
export const FATAL_CHANGE = 5;

export const GROUP = 'test.crashing';

/** None of its tables refuses what comes twice: only outbox and inbox stand between. */
export const migrations = [
  {
    id: 1,
    name: 'crashing service',
    sql: `${outboxMigrationSql}
      CREATE TABLE changes (number INTEGER NOT NULL) STRICT;
      CREATE TABLE deliveries (number INTEGER NOT NULL) STRICT;
      CREATE TABLE effects (number INTEGER NOT NULL) STRICT;`,
  },
];
