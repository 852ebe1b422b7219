/** The databases that auth runs on: every suite of auth runs over each of them, PostgreSQL on a real server. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { PostgresDatabase } from '@keep/service-kit/postgres-database';
import { ensureDatabase } from '@keep/service-kit/postgres-start';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { engineIsThere, startEngine, type TestServer } from '@keep/testing/real-servers';
import { afterAll, beforeAll } from 'vitest';
import { openPostgresRepositories } from '../src/adapters/postgres-repositories.ts';
import { migrations as postgresMigrations } from '../src/adapters/postgres-store.ts';
import { openSqliteRepositories } from '../src/adapters/sqlite-repositories.ts';
import { migrations as sqliteMigrations } from '../src/adapters/sqlite-store.ts';

type Opened = ReturnType<typeof openSqliteRepositories> | Awaited<ReturnType<typeof openPostgresRepositories>>;

export type Engine = {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The store of the auth that keeps its files in `directory`; an empty one for a new directory. */
  open(directory: string): Promise<Opened>;
  /** What the auth of this directory is told of its store. */
  environment(directory: string): Promise<Record<string, string>>;
  /** All rows of every table, as one text for each. */
  tables(directory: string): Promise<Map<string, string>>;
  /** A new store as the version left it whose newest migration this was, with the rows that `sql` inserts. */
  makeOlder(directory: string, newest: number, sql: readonly string[]): Promise<void>;
  /** Makes the store what an older version of auth left behind. */
  execute(directory: string, sql: string): Promise<void>;
};

const path = (directory: string) => join(directory, 'auth', 'auth.sqlite');

const sqlite: Engine = {
  start: async () => undefined,
  stop: async () => undefined,
  open: async directory => openSqliteRepositories(path(directory)),
  environment: async () => ({}),
  async tables(directory) {
    const { store } = openSqliteRepositories(path(directory));
    const names = store.db.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
    const rows = names.map(({ name }) => [name, JSON.stringify(store.db.all(`SELECT * FROM "${name}"`))] as const);
    store.close();
    return new Map(rows);
  },
  async makeOlder(directory, newest, sql) {
    const older = sqliteMigrations.filter(({ id }) => id <= newest);
    const db = SqliteDatabase.open(path(directory), older);
    for (const statement of sql) await db.write(() => db.run(statement));
    db.close();
  },
  async execute(directory, sql) {
    const { store } = openSqliteRepositories(path(directory));
    await store.db.write(() => store.db.run(sql));
    store.close();
  },
};

/** On a server that is started for the tests of one `describe`. */
export function makePostgres(startServer: () => Promise<TestServer> = () => startEngine('postgres')): Engine {
  let server: TestServer | undefined;
  const url = (directory: string) => {
    if (!server) throw new Error('PostgreSQL is not started.');
    return ensureDatabase(server.url, `auth_${createHash('sha256').update(directory).digest('hex').slice(0, 24)}`);
  };
  return {
    start: async () => void (server = await startServer()),
    stop: async () => server?.stop(),
    open: async directory => openPostgresRepositories(await url(directory)),
    environment: async directory => ({ DATABASE_URL: await url(directory) }),
    async tables(directory) {
      const { store } = await openPostgresRepositories(await url(directory));
      const names = await store.db.all<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
      );
      const tables = new Map<string, string>();
      for (const { name } of names) tables.set(name, JSON.stringify(await store.db.all(`SELECT * FROM "${name}"`)));
      await store.close();
      return tables;
    },
    async makeOlder(directory, newest, sql) {
      const older = postgresMigrations.filter(({ id }) => id <= newest);
      const db = await PostgresDatabase.open({ url: await url(directory), migrations: older, name: 'older' });
      for (const statement of sql) await db.run(statement);
      await db.close();
    },
    async execute(directory, sql) {
      const { store } = await openPostgresRepositories(await url(directory));
      await store.db.run(sql);
      await store.close();
    },
  };
}

/** For `describe.each`. PostgreSQL is left out where it is not installed; with `CI=true` it must be there. */
export const engines: [name: string, engine: Engine][] = [
  ['SQLite', sqlite],
  ...(engineIsThere('postgres') ? [['PostgreSQL', makePostgres()] satisfies [string, Engine]] : []),
];

/** Runs the engine while the tests of the surrounding `describe` run. */
export function useEngine(engine: Engine): void {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());
}
