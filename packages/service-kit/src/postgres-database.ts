/** One PostgreSQL database as a durable store: a bounded pool, time limits, transactions that are tried again. */
import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type PoolClient, type QueryResult } from 'pg';
import { unavailable } from './app-error.ts';
import type { Migration } from './migration.ts';
import { isConnectionLost, mayRunAgain, toStoreError } from './postgres-errors.ts';
import { prepareDatabase } from './postgres-start.ts';
import { assertInTime } from './request-context.ts';

export type SqlValue = string | number | boolean | null | Date | Buffer | readonly string[] | object;

/** Values are parameters `$1`, `$2`, ...; never put them into the text. */
export interface PostgresQueries {
  /** All rows of a query. */
  all<Row extends object>(sql: string, ...values: SqlValue[]): Promise<Row[]>;
  /** The first row, or undefined. */
  get<Row extends object>(sql: string, ...values: SqlValue[]): Promise<Row | undefined>;
  /** Runs a statement; answers how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): Promise<number>;
}

/** Call its methods one after the other: a connection does one thing at a time. */
export interface PostgresTransaction extends PostgresQueries {
  /** Waits until no other transaction holds `name`, and holds it until this one ends. Several: in a fixed order. */
  lock(name: string): Promise<void>;
}

export type PostgresOptions = {
  /** `postgres://user:password@host:port/database` */
  url: string;
  migrations: readonly Migration[];
  /** At most this many connections. */
  connections?: number;
  /** What the server's lists of connections call it. */
  name: string;
};

/** Milliseconds. */
const STATEMENT_TIMEOUT = 5_000;
const LOCK_TIMEOUT = 2_000;
const CONNECT_TIMEOUT = 3_000;
/** Longer than the server's own limit: it ends the wait for a server that is silent. */
const ANSWER_TIMEOUT = 7_000;
const ATTEMPTS = 5;

/** Outside of `transaction`, each statement is a transaction of its own: durable when it resolves. */
export class PostgresDatabase implements PostgresQueries {
  readonly #pool: Pool;
  #isReachable = true;

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Checks and migrates the database first: see postgres-start.ts. Throws `StartError`. */
  static async open({ url, migrations, connections = 10, name }: PostgresOptions): Promise<PostgresDatabase> {
    await prepareDatabase(url, migrations);
    const pool = new Pool({
      connectionString: url,
      application_name: name,
      max: connections,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      idleTimeoutMillis: 60_000,
      statement_timeout: STATEMENT_TIMEOUT,
      lock_timeout: LOCK_TIMEOUT,
      idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT,
      query_timeout: ANSWER_TIMEOUT,
      keepAlive: true,
    });
    // Without listeners, a connection that breaks while nothing is asked of it would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', client => void client.on('error', () => undefined));
    return new PostgresDatabase(pool);
  }

  /** Whether the last attempt to get a connection succeeded. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  all<Row extends object>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.#lend(connection => connection.all<Row>(sql, ...values));
  }

  get<Row extends object>(sql: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return this.#lend(connection => connection.get<Row>(sql, ...values));
  }

  run(sql: string, ...values: SqlValue[]): Promise<number> {
    return this.#lend(connection => connection.run(sql, ...values));
  }

  /**
   * Runs `work` in a transaction (READ COMMITTED: lock what you decide upon) and resolves with its result once that is
   * durable. `work` runs again after a deadlock or a serialization failure, so it does nothing but ask the database.
   * Throws an `AppError` of kind `unavailable` when the database is away or late, the outcome being unknown then, and
   * for a request whose deadline passed before the commit.
   */
  async transaction<T>(work: (tx: PostgresTransaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#lend(connection => inTransaction(connection, work));
      } catch (error) {
        if (!mayRunAgain(error)) throw error;
        if (attempt === ATTEMPTS) throw unavailable('Too many wanted to change the same at once. Try again.', error);
        await delay(Math.random() * 10 * 2 ** attempt);
      }
    }
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.#pool.end();
  }

  async #lend<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = new Connection(await this.#connect());
    try {
      assertInTime();
      return await use(connection);
    } finally {
      connection.release();
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      const client = await this.#pool.connect();
      this.#isReachable = true;
      return client;
    } catch (error) {
      this.#isReachable = false;
      throw unavailable('The database cannot be reached. Try again.', error);
    }
  }
}

async function inTransaction<T>(connection: Connection, work: (tx: PostgresTransaction) => Promise<T>): Promise<T> {
  await connection.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    const result = await work(connection);
    assertInTime();
    const { command } = await connection.query('COMMIT');
    // PostgreSQL answers the COMMIT of a transaction in which a statement failed without an error.
    if (command !== 'COMMIT') throw new Error('A transaction went on after one of its statements had failed.');
    return result;
  } catch (error) {
    await connection.rollBack();
    throw error;
  }
}

/** A connection that is lent for a while. */
class Connection implements PostgresTransaction {
  readonly #client: PoolClient;
  #isLost = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async query(sql: string, values: readonly SqlValue[] = []): Promise<QueryResult> {
    try {
      return await this.#client.query(sql, [...values]);
    } catch (error) {
      this.#isLost ||= isConnectionLost(error);
      throw toStoreError(error);
    }
  }

  async all<Row extends object>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    return (await this.query(sql, values)).rows as Row[];
  }

  async get<Row extends object>(sql: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return (await this.query(sql, values)).rows[0] as Row | undefined;
  }

  async run(sql: string, ...values: SqlValue[]): Promise<number> {
    return (await this.query(sql, values)).rowCount ?? 0;
  }

  async lock(name: string): Promise<void> {
    await this.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
  }

  /** A server that lost the connection has rolled back by itself. */
  async rollBack(): Promise<void> {
    if (!this.#isLost) await this.query('ROLLBACK').catch(() => undefined);
  }

  release(): void {
    this.#client.release(this.#isLost);
  }
}
