/** One SQLite file as a durable store: settings that keep an acknowledgement true, migrations, and group commit. */
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { unavailable } from './app-error.ts';
import type { Migration } from './migration.ts';
import { assertInTime, currentContext } from './request-context.ts';
import { openSqliteFile, type SqliteFileOptions } from './sqlite-file.ts';

export type { Migration };

export type SqlValue = string | number | bigint | null | Uint8Array;
export type Row = Record<string, SqlValue>;

type Job = { work: () => unknown; resolve: (value: never) => void; reject: (error: unknown) => void };

const MAX_GROUP = 64;
/** Milliseconds of work after which a group takes no more jobs: reads of other requests wait meanwhile. */
const MAX_GROUP_TIME = 10;
/** How long a write waits for another process of the same file before it gives up, in milliseconds. */
const WRITE_PATIENCE = 5_000;
/** How long the close waits for other processes, in milliseconds; it blocks, but nothing else runs any more. */
const CLOSE_PATIENCE = 1_000;
/** Blocks the event loop, so it is short; longer waits are spent between jittered attempts. */
const BUSY_TIMEOUT = 10;

export class SqliteDatabase {
  /** Held for as long as its statements live: collected earlier, they fail or lie. */
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();
  readonly #tupleStatements = new Map<string, StatementSyncInstance>();
  #queue: Job[] = [];
  #flushing = false;
  #takesWrites = true;

  private constructor(database: DatabaseSyncInstance) {
    this.#database = database;
  }

  /**
   * Opens (or makes) the file and brings it to the newest migration. Safe when two processes do so at once.
   * Throws `StartError` for a folder that cannot be written, a damaged file, and a file newer than the code.
   */
  static open(path: string, migrations: readonly Migration[], options?: SqliteFileOptions): SqliteDatabase {
    const database = openSqliteFile(path, migrations, options);
    database.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT}`);
    return new SqliteDatabase(database);
  }

  /** All rows of a query. Statements are prepared once for each text: pass values as parameters, never in the text. */
  all<Result extends object = Row>(sql: string, ...values: SqlValue[]): Result[] {
    return this.#prepare(sql).all(...values) as Result[];
  }

  /** As `all`, each row as a list of its columns: making objects of many rows costs a quarter of reading them. */
  tuples<Result extends SqlValue[]>(sql: string, ...values: SqlValue[]): Result[] {
    let statement = this.#tupleStatements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      statement.setReturnArrays(true);
      this.#tupleStatements.set(sql, statement);
    }
    return statement.all(...values);
  }

  /** The first row, or undefined. */
  get<Result extends object = Row>(sql: string, ...values: SqlValue[]): Result | undefined {
    return this.#prepare(sql).get(...values) as Result | undefined;
  }

  /** Runs a statement inside `write`; answers how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#prepare(sql).run(...values).changes;
  }

  /** Runs several queries on one moment of the database, whatever other processes write meanwhile. */
  read<T>(work: () => T): T {
    // One that was just begun for a write has not written yet: it is a moment too.
    if (this.#database.isTransaction) return work();
    this.#database.exec('BEGIN');
    try {
      return work();
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  /**
   * Runs `work` in a transaction and resolves with its result once that is on the disk. `work` is synchronous, so
   * nothing of another request can come between. Concurrent calls share one commit (and its fsync); one that throws is
   * rolled back alone. Throws `unavailable` for the store's trouble, such as a full disk, and
   * for a request whose deadline passed while it waited.
   */
  write<T>(work: () => T): Promise<T> {
    const context = currentContext();
    const workInTime = () => {
      assertInTime(context);
      return work();
    };
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work: workInTime, resolve, reject });
      if (!this.#flushing) {
        this.#flushing = true;
        setImmediate(() => void this.#flush());
      }
    });
  }

  /** False from a write that failed for the store's trouble until one succeeds. */
  get takesWrites(): boolean {
    return this.#takesWrites;
  }

  /** A consistent copy while others read and write. */
  backup(path: string): void {
    this.#database.prepare('VACUUM INTO ?').run(path);
  }

  /**
   * Moves the write-ahead log into the file and truncates it: after that no file holds what was deleted before. Waits a
   * while for readers of other processes; where they read on, the next call truncates it.
   */
  async truncateLog(): Promise<void> {
    const until = Date.now() + WRITE_PATIENCE;
    while (!this.#truncateLogNow() && Date.now() < until) await delay(10 + Math.random() * 40);
  }

  close(): void {
    if (!this.#database.isOpen) return;
    try {
      this.#database.exec(`PRAGMA busy_timeout=${CLOSE_PATIENCE}`);
      this.#truncateLogNow();
    } finally {
      this.#database.close();
    }
  }

  /** False where another process reads or writes, so that another try may succeed. */
  #truncateLogNow(): boolean {
    try {
      const [outcome] = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all() as { busy: number }[];
      return outcome?.busy === 0;
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      // A full disk: the next write reports it, and the log keeps everything until then.
      return !isBusy(error);
    }
  }

  #prepare(sql: string): StatementSyncInstance {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue.splice(0, MAX_GROUP);
      try {
        await this.#begin();
        const outcomes = this.#attemptSome(group);
        this.#database.exec('COMMIT');
        this.#takesWrites = true;
        outcomes.forEach(settle => settle());
      } catch (error) {
        if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
        const isTrouble = isStoreTrouble(error);
        if (isTrouble) this.#takesWrites = false;
        const failure = isTrouble ? unavailable('The database did not take the write.', error) : error;
        group.forEach(job => job.reject(failure));
      }
      await nextTurn();
    }
    this.#flushing = false;
  }

  async #begin(): Promise<void> {
    const until = Date.now() + WRITE_PATIENCE;
    for (;;) {
      try {
        this.#database.exec('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error) || Date.now() > until) throw error;
        await delay(1 + Math.random() * 15);
      }
    }
  }

  /** Runs jobs of the group for as long as there is time, one at least; the others go back to the head of the queue. */
  #attemptSome(group: Job[]): (() => void)[] {
    const until = performance.now() + MAX_GROUP_TIME;
    const hasCompany = group.length > 1;
    const outcomes: (() => void)[] = [];
    for (const job of group) {
      outcomes.push(this.#attempt(job, hasCompany));
      if (performance.now() > until) break;
    }
    this.#queue.unshift(...group.splice(outcomes.length));
    return outcomes;
  }

  /** Runs one job; a job alone needs no savepoint, since its failure rolls back the whole transaction. */
  #attempt(job: Job, hasCompany: boolean): () => void {
    if (!hasCompany) {
      const value = job.work();
      return () => job.resolve(value as never);
    }
    this.#database.exec('SAVEPOINT job');
    try {
      const value = job.work();
      this.#database.exec('RELEASE job');
      return () => job.resolve(value as never);
    } catch (error) {
      // A full disk may have ended the whole transaction: nothing of the group can be kept.
      if (isStoreTrouble(error)) throw error;
      this.#database.exec('ROLLBACK TO job; RELEASE job');
      return () => job.reject(error);
    }
  }
}

/** Whether `error` says that a UNIQUE or PRIMARY KEY constraint was broken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && error.message.includes('UNIQUE constraint failed');
}

const BUSY = 5;
/** SQLITE_BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB: the store's trouble, not the statement's. */
const STORE_TROUBLE = new Set([BUSY, 6, 7, 8, 10, 11, 13, 14, 26]);

/** The primary result code of SQLite, or undefined for another error. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('sqliteCode' in error)) return undefined;
  return Number(error.sqliteCode) & 0xff;
}

function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

function isStoreTrouble(error: unknown): boolean {
  return STORE_TROUBLE.has(resultCode(error) ?? -1);
}
