/** The PostgreSQL database of a service, on a real server. */
import { startTcpProxy } from '@keep/chaos/tcp-proxy';
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { engineCanStart, startPostgres } from '@keep/testing/real-servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { StartError } from '../src/app-error.ts';
import type { Migration } from '../src/migration.ts';
import { PostgresDatabase } from '../src/postgres-database.ts';
import { isUniqueViolation } from '../src/postgres-errors.ts';
import { ensureDatabase } from '../src/postgres-start.ts';
import { runInContext } from '../src/request-context.ts';

const migrations: Migration[] = [{ id: 1, name: 'things', sql: 'CREATE TABLE things (name TEXT PRIMARY KEY, n INT)' }];
const unavailable = { kind: 'unavailable', code: 'unavailable' };

describe.skipIf(!engineCanStart('postgres'))('PostgresDatabase', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let url: string;
  let opened: PostgresDatabase[];
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server.stop());
  beforeEach(async () => {
    opened = [];
    url = await ensureDatabase(server.url, `things_${newId().replaceAll('-', '')}`);
  });
  afterEach(() => Promise.all(opened.map(database => database.close())));

  const open = async (list = migrations, connections = 10) => {
    const database = await PostgresDatabase.open({ url, migrations: list, connections, name: 'test' });
    opened.push(database);
    return database;
  };
  const names = async (database: PostgresDatabase) =>
    (await database.all<{ name: string }>('SELECT name FROM things ORDER BY name')).map(({ name }) => name);
  const insert = (database: PostgresDatabase, name: string) =>
    database.transaction(tx => tx.run('INSERT INTO things VALUES ($1, 0)', name));

  test('refuses a database made by a newer Keep, naming the remedy', async () => {
    await open([...migrations, { id: 2, name: 'later', sql: 'CREATE TABLE later (a INT)' }]);
    await expect(open()).rejects.toThrow(StartError);
    await expect(open()).rejects.toThrow(/newer Keep.*update Keep/);
  });

  test('refuses a request whose deadline has passed, also when it passes before the commit', async () => {
    const database = await open();
    const context = { deadline: Date.now() + 60_000 };
    const late = runInContext(context, () =>
      database.transaction(async tx => {
        await tx.run('INSERT INTO things VALUES ($1, 0)', 'late');
        context.deadline = Date.now() - 1;
      }),
    );
    await expect(late).rejects.toMatchObject(unavailable);
    const tooLate = runInContext(context, () => database.run('INSERT INTO things VALUES ($1, 0)', 'too late'));
    await expect(tooLate).rejects.toMatchObject(unavailable);
    await insert(database, 'of nobody');
    expect(await names(database)).toEqual(['of nobody']);
  });

  test.each(['fsync', 'synchronous_commit'])('refuses a server without %s', async setting => {
    const admin = await open();
    const set = async (value: string) => {
      await admin.run(`ALTER SYSTEM SET ${setting} = '${value}'`);
      await admin.run('SELECT pg_reload_conf()');
      await eventually(async () =>
        expect(await admin.get(`SELECT setting FROM pg_settings WHERE name = $1`, setting)).toEqual({ setting: value }),
      );
    };
    await set('off');
    try {
      await expect(open()).rejects.toThrow(`because ${setting} is off: set it to on`);
    } finally {
      await set('on');
    }
  });

  test('says where the server is missing, and not who may enter', async () => {
    const away = 'postgres://ada:secret@127.0.0.1:1/things';
    const failure = PostgresDatabase.open({ url: away, migrations, name: 'test' });
    await expect(failure).rejects.toThrow(/127\.0\.0\.1:1\/things.*start it/);
    await expect(failure).rejects.not.toThrow(/secret/);
  });

  test('says that a named database is not there', async () => {
    url = url.replace(/[^/]+$/, 'nowhere');
    await expect(open()).rejects.toThrow(/make that database/);
  });

  test('is made and migrated once by many who start at once', async () => {
    const name = `many_${newId().replaceAll('-', '')}`;
    const urls = await Promise.all(Array.from({ length: 5 }, () => ensureDatabase(server.url, name)));
    [url = ''] = urls;
    const databases = await Promise.all(urls.map(() => open()));
    const applied = databases.map(database => database.all('SELECT id FROM schema_migrations'));
    expect(await Promise.all(applied)).toEqual(urls.map(() => [{ id: 1 }]));
  });

  test('undoes everything that a failing transaction did', async () => {
    const database = await open();
    const failing = database.transaction(async tx => {
      await tx.run(`INSERT INTO things VALUES ('half', 0)`);
      throw new Error('half way');
    });
    await expect(failing).rejects.toThrow('half way');
    expect(await names(database)).toEqual([]);
  });

  test('tells a broken unique constraint from other faults', async () => {
    const database = await open();
    await insert(database, 'a');
    expect(isUniqueViolation(await insert(database, 'a').catch((error: unknown) => error))).toBe(true);
    expect(isUniqueViolation(await database.run('SELECT nonsense').catch((error: unknown) => error))).toBe(false);
  });

  test('does not acknowledge a transaction that went on after a statement had failed', async () => {
    const database = await open();
    const going = database.transaction(async tx => {
      await tx.run(`INSERT INTO things VALUES ('a', 0)`);
      await tx.run(`INSERT INTO things VALUES ('a', 0)`).catch(() => undefined);
    });
    await expect(going).rejects.toThrow('went on');
    expect(await names(database)).toEqual([]);
  });

  test('runs a transaction again after a deadlock', async () => {
    const database = await open();
    for (const name of ['a', 'b']) await insert(database, name);
    const raise = (first: string, second: string) =>
      database.transaction(async tx => {
        for (const name of [first, second]) {
          await tx.run('UPDATE things SET n = n + 1 WHERE name = $1', name);
          await tx.get('SELECT pg_sleep(0.05)');
        }
      });
    await Promise.all([raise('a', 'b'), raise('b', 'a')]);
    expect(await database.all('SELECT n FROM things')).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test('lets one at a time hold a name', async () => {
    const database = await open();
    await insert(database, 'a');
    const raise = () =>
      database.transaction(async tx => {
        await tx.lock('a');
        const row = await tx.get<{ n: number }>(`SELECT n FROM things WHERE name = 'a'`);
        await tx.run(`UPDATE things SET n = $1 WHERE name = 'a'`, (row?.n ?? 0) + 1);
      });
    await Promise.all(Array.from({ length: 20 }, raise));
    expect(await database.get('SELECT n FROM things')).toEqual({ n: 20 });
  });

  test('gives up waiting for a lock after two seconds, as unavailable', async () => {
    const database = await open();
    const held = database.transaction(async tx => {
      await tx.lock('a');
      await expect(database.transaction(other => other.lock('a'))).rejects.toMatchObject(unavailable);
    });
    await held;
    await expect(database.transaction(tx => tx.lock('a'))).resolves.toBeUndefined();
  });

  test('is unavailable when its connections are killed, and goes on with new ones', async () => {
    const database = await open();
    const admin = await open(migrations, 1);
    const killOthers = () =>
      admin.all(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    const between = database.transaction(async tx => {
      await tx.run(`INSERT INTO things VALUES ('lost', 0)`);
      await killOthers();
      await tx.run(`INSERT INTO things VALUES ('never', 0)`);
    });
    await expect(between).rejects.toMatchObject(unavailable);
    const during = database.all('SELECT pg_sleep(4)');
    await eventually(async () => {
      await killOthers();
      await expect(Promise.race([during, Promise.resolve('waits')])).rejects.toMatchObject(unavailable);
    });
    await insert(database, 'kept');
    expect(await names(database)).toEqual(['kept']);
  });

  test('is unavailable, and says so, while the server is down; and comes back with it', async () => {
    const database = await open();
    await insert(database, 'kept');
    await server.kill();
    await expect(insert(database, 'lost')).rejects.toMatchObject(unavailable);
    await expect(names(database)).rejects.toMatchObject(unavailable);
    expect(database.isReachable).toBe(false);
    await server.restart();
    await eventually(async () => expect(await names(database)).toEqual(['kept']));
    expect(database.isReachable).toBe(true);
  });

  test('answers in time while the link to the server is silent, and goes on when it heals or is torn', async () => {
    const link = await startTcpProxy(server.url);
    url = url.replace(`:${server.port}/`, `:${link.port}/`);
    const database = await open();
    await insert(database, 'kept');
    link.blackHole();
    const since = performance.now();
    const refused = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => insert(database, `n${index}`)));
    for (const outcome of refused) expect(outcome).toMatchObject({ status: 'rejected', reason: unavailable });
    expect(performance.now() - since).toBeLessThan(12_000);
    link.heal();
    await eventually(() => insert(database, 'after the silence'));
    link.drop('reset');
    await eventually(() => insert(database, 'after the reset'));
    expect(await names(database)).toEqual(expect.arrayContaining(['after the reset', 'after the silence', 'kept']));
    await link.stop();
  });

  test('waits for a connection no longer than three seconds', async () => {
    const database = await open(migrations, 1);
    const waiting = database.transaction(async () => {
      await expect(database.all('SELECT 1')).rejects.toMatchObject(unavailable);
    });
    await waiting;
  });
});
