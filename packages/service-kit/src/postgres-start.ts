/** What happens before a service may use its PostgreSQL database: it is reached, made, checked and migrated. */
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { StartError } from './app-error.ts';
import type { Migration } from './migration.ts';
import { sqlState } from './postgres-errors.ts';

/** Milliseconds: a server that starts together with Keep needs a moment. */
const PATIENCE = 5_000;
const CONNECT_TIMEOUT = 2_000;
/** One number for every service: each has a database of its own. */
const MIGRATION_LOCK = 7_164_530;

const NO_DATABASE = '3D000';
const STARTING_UP = '57P03';
/** Two processes made it at once: it is there. */
const IS_THERE_ALREADY = new Set(['42P04', '23505']);

/** The address of the database `name` on the server of `serverUrl`, which is made when there is none. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  const url = withDatabase(serverUrl, name);
  const isThere = await withClient(url, async () => true).catch((error: unknown) => {
    if (sqlState(error) === NO_DATABASE) return false;
    throw toStartError(error, url);
  });
  if (!isThere) await createDatabase(serverUrl, name);
  return url;
}

/**
 * Asserts that the server keeps what it acknowledges, and brings the database to the newest migration: forward only,
 * and safe when two processes start at once. Throws `StartError`.
 */
export async function prepareDatabase(url: string, migrations: readonly Migration[]): Promise<void> {
  try {
    await withClient(url, async client => {
      await assertDurable(client, url);
      await migrate(client, url, migrations);
    });
  } catch (error) {
    throw toStartError(error, url);
  }
}

async function createDatabase(serverUrl: string, name: string): Promise<void> {
  const { pathname } = new URL(serverUrl);
  const url = pathname.length > 1 ? serverUrl : withDatabase(serverUrl, 'postgres');
  try {
    await withClient(url, client =>
      client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} ENCODING 'UTF8' TEMPLATE template0`),
    );
  } catch (error) {
    if (IS_THERE_ALREADY.has(sqlState(error) ?? '')) return;
    if (sqlState(error) !== '42501') throw toStartError(error, url);
    throw new StartError(
      `The PostgreSQL user may not make the database ${name}: make it yourself, or give the user CREATEDB.`,
      { cause: error },
    );
  }
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = await connectPatiently(url);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function connectPatiently(url: string): Promise<Client> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT });
    // Without a listener, a connection that breaks between two queries would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      const comesLater = [undefined, STARTING_UP].includes(sqlState(error));
      if (!comesLater || Date.now() > until) throw error;
      await delay(100);
    }
  }
}

async function assertDurable(client: Client, url: string): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')`,
  );
  const weak = rows.find(({ setting }) => setting !== 'on' && setting !== 'remote_apply');
  if (weak)
    throw new StartError(
      `PostgreSQL at ${describe(url)} does not keep what it acknowledges, because ${weak.name} is ${weak.setting}: set it to on.`,
    );
}

async function migrate(client: Client, url: string, migrations: readonly Migration[]): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations
      (id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())`);
    const newest = await newestOf(client);
    const known = Math.max(0, ...migrations.map(({ id }) => id));
    if (newest > known)
      throw new StartError(
        `The database at ${describe(url)} was made by a newer Keep (schema ${newest}, this one knows ${known}): update Keep, or choose another database.`,
      );
    for (const { id, name, sql } of migrations.filter(({ id }) => id > newest)) {
      await client.query(sql);
      await client.query('INSERT INTO schema_migrations (id, name) VALUES ($1, $2)', [id, name]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function newestOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ newest: number }>(
    'SELECT coalesce(max(id), 0) AS newest FROM schema_migrations',
  );
  return rows[0]?.newest ?? 0;
}

function toStartError(error: unknown, url: string): StartError {
  if (error instanceof StartError) return error;
  return new StartError(`PostgreSQL at ${describe(url)} cannot be used: ${remedyFor(error)}.`, { cause: error });
}

function remedyFor(error: unknown): string {
  const reason = messageOf(error instanceof AggregateError ? error.errors[0] : error);
  const state = sqlState(error);
  if (state === undefined) return `start it, or set its address right (${reason})`;
  if (state.startsWith('28')) return `set the user and the password of its address right (${reason})`;
  if (state === NO_DATABASE) return `make that database, or set KEEP_POSTGRES_URL, with which Keep makes its own`;
  return `see why it refuses (${reason})`;
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

/** Where it is, without who may enter. */
function describe(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
