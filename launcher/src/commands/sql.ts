/** `sql`: looks into a service's database, read-only. */
import { createInterface } from 'node:readline/promises';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { dataDirectory } from '../data-directory.ts';
import { KeepError } from '../keep-error.ts';
import { databasePath, isOnServer, openToRead, withDatabase } from '../service-database.ts';
import { readSettings } from '../settings.ts';
import { textTable } from '../text-table.ts';
import { type Command, type CommandIo, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

const MOST_ROWS = 1_000;

export const sql: Command = {
  name: 'sql',
  usage: '<service> [query] [--json]',
  summary: "look into a service's database, read-only; without a query it asks for them",
  async run(argv, io) {
    const { positionals, values } = readArguments(sql, argv, { json: { type: 'boolean' } }, [1, 2]);
    const [service = '', query] = positionals;
    const settings = readSettings(io.environment);
    const path = databasePath(dataDirectory(settings.dataDir), service);
    if (path === undefined)
      throw new KeepError(`${service} has no database: there are those of ${withDatabase().join(', ')}.`);
    if (isOnServer(settings, service))
      throw new KeepError(`${service} keeps its data on a database server: use that server's own tools.`);
    const database = openToRead(path);
    try {
      if (query !== undefined)
        print(io, values.json ? JSON.stringify(select(database, query)) : answer(database, query));
      else await converse(database, path, io);
      return 0;
    } finally {
      database.close();
    }
  },
};

async function converse(database: DatabaseSyncInstance, path: string, io: CommandIo): Promise<void> {
  print(io, `${path}, read-only. Tables:\n\n${tables(database)}\n\nA query a line; .tables, .schema TABLE, .quit.`);
  const lines = createInterface({ input: io.stdin, output: io.stdout, prompt: 'sql> ' });
  lines.prompt();
  for await (const line of lines) {
    if (line.trim() === '.quit') break;
    if (line.trim() !== '') print(io, attempt(database, line.trim()));
    lines.prompt();
  }
  lines.close();
}

function attempt(database: DatabaseSyncInstance, line: string): string {
  try {
    if (line === '.tables') return tables(database);
    const [, table] = /^\.schema (\w+)$/.exec(line) ?? [];
    if (table !== undefined) return schema(database, table);
    return answer(database, line);
  } catch (error) {
    if (error instanceof KeepError) return error.message;
    throw error;
  }
}

function tables(database: DatabaseSyncInstance): string {
  const names = database
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all() as { name: string }[];
  const rows = names.map(({ name }) => {
    const { count } = database.prepare(`SELECT count(*) AS count FROM "${name}"`).get() as { count: number };
    return [name, String(count)];
  });
  return textTable(['table', 'rows'], rows, { right: ['rows'] });
}

function schema(database: DatabaseSyncInstance, table: string): string {
  const rows = database.prepare('SELECT sql FROM sqlite_schema WHERE tbl_name = ?').all(table) as { sql: string }[];
  if (rows.length === 0) throw new KeepError(`There is no table ${table}.`);
  return rows.map(row => `${row.sql};`).join('\n');
}

/** At most `MOST_ROWS` rows. Throws a `KeepError` for what is no query, or would change something. */
function select(database: DatabaseSyncInstance, query: string): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  try {
    for (const row of database.prepare(query).iterate()) {
      if (rows.push(row as Record<string, unknown>) === MOST_ROWS) break;
    }
  } catch (error) {
    throw new KeepError(faultOf(error), { cause: error });
  }
  return rows;
}

/** The rows as a table. */
function answer(database: DatabaseSyncInstance, query: string): string {
  const rows = select(database, query);
  if (rows.length === 0) return '(no rows)';
  const head = Object.keys(rows[0] ?? {});
  const cells = rows.map(row => head.map(name => show(row[name])));
  const more = rows.length === MOST_ROWS ? `\n(the first ${MOST_ROWS} rows)` : '';
  return textTable(head, cells, { maxCell: 60 }) + more;
}

function faultOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /readonly|read-only|not authorized/i.test(message)
    ? 'This would change the database, which only its service may do: use the API.'
    : `SQLite refuses: ${message}.`;
}

function show(value: unknown): string {
  if (value === null || value === undefined) return '∅';
  return value instanceof Uint8Array
    ? `x'${Buffer.from(value).toString('hex')}'`
    : (value as string | number | bigint).toString();
}
