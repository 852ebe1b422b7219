import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AppError, StartError } from './app-error.ts';
import { runInContext } from './request-context.ts';
import { noteCheck } from './sqlite-check.ts';
import { type Migration, SqliteDatabase } from './sqlite-database.ts';

const migrations: Migration[] = [{ id: 1, name: 'things', sql: 'CREATE TABLE things (name TEXT PRIMARY KEY) STRICT' }];

const DAY = 86_400_000;

/** Writes over its last page, an index; nothing reads that when the file is opened. */
function damage(path: string): void {
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(100, 0xff), 0, 100, size - 4_096);
  closeSync(file);
}

describe('SqliteDatabase', () => {
  let folder: string;
  let opened: SqliteDatabase[];
  const open = (list = migrations) => {
    const database = SqliteDatabase.open(join(folder, 'things.sqlite'), list);
    opened.push(database);
    return database;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keep-sqlite-'));
    opened = [];
  });
  afterEach(() => {
    opened.forEach(database => database.close());
    rmSync(folder, { recursive: true });
  });

  it('refuses a file made by a newer Keep, naming the remedy', () => {
    open([...migrations, { id: 2, name: 'later', sql: 'CREATE TABLE later (a)' }]).close();
    expect(() => open()).toThrow(StartError);
    expect(() => open()).toThrow(/newer Keep.*update Keep/);
  });

  it('refuses a damaged file', () => {
    writeFileSync(
      join(folder, 'things.sqlite'),
      'this is not a database, and long enough to look like one'.repeat(100),
    );
    expect(() => open()).toThrow(StartError);
  });

  it('reads a large file through once a day, not at each start', () => {
    const path = join(folder, 'large.sqlite');
    open().all(`VACUUM INTO '${path}'`);
    damage(path);
    // What follows the last page of a database is of no interest to it.
    truncateSync(path, 2 ** 30);
    const openLarge = () => SqliteDatabase.open(path, migrations).close();
    expect(openLarge).toThrow(/damaged/);
    noteCheck(path, new Date());
    expect(openLarge).not.toThrow();
    noteCheck(path, new Date(Date.now() - 2 * DAY));
    expect(openLarge).toThrow(/damaged/);
  });

  it('keeps what it acknowledged when it is opened again', async () => {
    await open().write(() => opened[0]?.run('INSERT INTO things VALUES (?)', 'kept'));
    opened[0]?.close();
    expect(open().all('SELECT name FROM things')).toEqual([{ name: 'kept' }]);
  });

  it('reads rows as objects and as lists of their columns, also by the same statement', async () => {
    const database = open();
    await database.write(() => database.run('INSERT INTO things VALUES (?)', 'kept'));
    const sql = 'SELECT name, length(name) AS size FROM things WHERE name = ?';
    for (const _ of ['first', 'again']) {
      expect(database.all(sql, 'kept')).toEqual([{ name: 'kept', size: 4 }]);
      expect(database.tuples(sql, 'kept')).toEqual([['kept', 4]]);
    }
    expect(database.tuples(sql, 'lost')).toEqual([]);
  });

  it('rolls back only the write that failed when several share a commit', async () => {
    const database = open();
    const insert = (name: string) => database.write(() => database.run('INSERT INTO things VALUES (?)', name));
    const outcomes = await Promise.allSettled([
      insert('a'),
      insert('a'),
      insert('b'),
      database.write(() => {
        throw new Error('no');
      }),
      insert('c'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(database.all('SELECT name FROM things ORDER BY name')).toEqual([
      { name: 'a' },
      { name: 'b' },
      { name: 'c' },
    ]);
  });

  it('lets others have their turn between writes that take long, and keeps all of them', async () => {
    const database = open();
    const names = Array.from({ length: 10 }, (_, index) => `${index}`);
    let turns = 0;
    const count = () => {
      turns += 1;
      setImmediate(count).unref();
    };
    const writes = names.map(name =>
      database.write(() => {
        const until = performance.now() + 15;
        while (performance.now() < until);
        database.run('INSERT INTO things VALUES (?)', name);
        if (name === '0') setImmediate(count).unref();
      }),
    );
    await Promise.all(writes);
    expect(turns).toBeGreaterThanOrEqual(8);
    expect(database.all('SELECT name FROM things ORDER BY name')).toEqual(names.map(name => ({ name })));
  });

  it('undoes everything that a failing write did before it failed', async () => {
    const database = open();
    const failing = database.write(() => {
      database.run('INSERT INTO things VALUES (?)', 'half');
      throw new Error('half way');
    });
    await expect(failing).rejects.toThrow('half way');
    expect(database.all('SELECT name FROM things')).toEqual([]);
  });

  it('refuses the write of a request whose deadline has passed, and that one alone', async () => {
    const database = open();
    const insert = (name: string, deadline: number) =>
      runInContext({ deadline }, () => database.write(() => database.run('INSERT INTO things VALUES (?)', name)));
    const outcomes = await Promise.allSettled([
      insert('early', Date.now() + 60_000),
      insert('late', Date.now() - 1),
      database.write(() => database.run('INSERT INTO things VALUES (?)', 'of nobody')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(insert('late and alone', Date.now() - 1)).rejects.toMatchObject({ code: 'unavailable' });
    expect(database.all('SELECT name FROM things')).toEqual([{ name: 'early' }, { name: 'of nobody' }]);
    expect(database.takesWrites).toBe(true);
  });

  describe('after a deletion', () => {
    const CANARY = 'a-text-that-is-deleted';
    const insert = (database: SqliteDatabase) =>
      database.write(() => database.run('INSERT INTO things VALUES (?)', CANARY.repeat(200)));
    const remove = (database: SqliteDatabase) => database.write(() => database.run('DELETE FROM things'));
    const filesWith = (text: string) =>
      readdirSync(folder).filter(name => readFileSync(join(folder, name)).includes(text));

    it('holds nothing of what was deleted once its log is truncated', async () => {
      const database = open();
      await insert(database);
      await database.truncateLog();
      expect(filesWith(CANARY)).toEqual(['things.sqlite']);
      await remove(database);
      await database.truncateLog();
      expect(filesWith(CANARY)).toEqual([]);
    });

    it('holds nothing of it after its end, although another process has the file open', async () => {
      const [database] = [open(), open()];
      await insert(database);
      await remove(database);
      expect(filesWith(CANARY)).toEqual(['things.sqlite-wal']);
      database.close();
      expect(filesWith(CANARY)).toEqual([]);
    });

    it('holds nothing of what an older version deleted once it is opened', async () => {
      const old = open();
      old.all('PRAGMA secure_delete = OFF');
      old.all('PRAGMA user_version = 0');
      await insert(old);
      await remove(old);
      old.close();
      expect(filesWith(CANARY)).toEqual(['things.sqlite']);
      open();
      expect(filesWith(CANARY)).toEqual([]);
    });
  });

  it.skipIf(process.platform === 'win32')(
    'is for its user only, also where an older version made its files',
    async () => {
      const path = join(folder, 'things.sqlite');
      const modes = () => readdirSync(folder).map(name => statSync(join(folder, name)).mode & 0o777);
      writeFileSync(path, '');
      chmodSync(path, 0o666);
      await open().write(() => opened[0]?.run('INSERT INTO things VALUES (?)', 'kept'));
      expect(modes()).toEqual([0o600, 0o600, 0o600]);
      for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
      open();
      expect(modes()).toEqual([0o600, 0o600, 0o600]);
    },
  );

  it('waits for the write of another process of the same file', async () => {
    const [one, two] = [open(), open()];
    const writes = Array.from({ length: 200 }, (_, i) => {
      const database = i % 2 === 0 ? one : two;
      return database.write(() => database.run('INSERT INTO things VALUES (?)', `n${i}`));
    });
    await Promise.all(writes);
    expect(one.get('SELECT count(*) AS count FROM things')).toEqual({ count: 200 });
  });

  it('answers that it is unavailable when the file cannot take more', async () => {
    const database = open();
    database.all('PRAGMA max_page_count=20');
    const fill = async () => {
      for (let i = 0; i < 1_000; i++)
        await database.write(() => database.run('INSERT INTO things VALUES (?)', `${i}${'x'.repeat(3_000)}`));
    };
    await expect(fill()).rejects.toMatchObject({ kind: 'unavailable' } satisfies Partial<AppError>);
    expect(database.takesWrites).toBe(false);
    await expect(database.write(() => database.run('DELETE FROM things'))).resolves.toBeGreaterThan(0);
    expect(database.takesWrites).toBe(true);
  });

  it('answers so to each of several that share a commit, and keeps none of them', async () => {
    const database = open();
    database.all('PRAGMA max_page_count=20');
    const writes = Array.from({ length: 50 }, (_, i) =>
      database.write(() => database.run('INSERT INTO things VALUES (?)', `${i}${'x'.repeat(3_000)}`)),
    );
    const kinds = (await Promise.allSettled(writes)).map(result =>
      result.status === 'rejected' ? (result.reason as AppError).kind : 'written',
    );
    expect(new Set(kinds)).toEqual(new Set(['unavailable']));
    expect(database.get('SELECT count(*) AS count FROM things')).toEqual({ count: 0 });
  });
});
