/** What happens before notes may use its MongoDB database: it is reached, checked and migrated. */
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '@keep/service-kit/app-error';
import { type Db, MongoClient, MongoServerError } from 'mongodb';
import { clientOptions, MongoDatabase } from './mongo-database.ts';
import { isUniqueViolation } from './mongo-errors.ts';

/** Forward only; `id` counts from 1. `apply` may be run again, and by two replicas at once. */
export type MongoMigration = { id: number; apply: (db: Db) => Promise<void> };

type SchemaDocument = { _id: 'schema'; version: number };

/** Milliseconds: a set that starts together with Keep needs a moment to elect its primary. */
const PATIENCE = 10_000;
const AUTHENTICATION_FAILED = 18;

/** `connections` at most, for each process. */
export type MongoAddress = { url: string; connections: number };

/** `defaultName` is the database where the address names none. Throws `StartError`. */
export async function openMongoDatabase(
  address: MongoAddress,
  defaultName: string,
  migrations: readonly MongoMigration[],
): Promise<MongoDatabase> {
  const client = clientOf(address);
  const place = client.options.srvHost ?? client.options.hosts.join(',');
  const name = databaseIn(address.url) ?? defaultName;
  try {
    await connectPatiently(client);
    const db = client.db(name);
    await assertReplicaSet(db, place);
    await assertPersistent(db, place);
    await migrate(db, place, migrations);
    return new MongoDatabase(client, name);
  } catch (error) {
    await client.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`MongoDB at ${place} cannot be used: ${remedyFor(error)}.`, { cause: error });
  }
}

/** The address may hold a password: no error repeats it. */
function clientOf({ url, connections }: MongoAddress): MongoClient {
  try {
    return new MongoClient(url, { ...clientOptions, maxPoolSize: connections });
  } catch (error) {
    throw new StartError(
      'The address of MongoDB cannot be read: write it as mongodb://user:password@host:27017/?replicaSet=rs0.',
      { cause: error },
    );
  }
}

function databaseIn(url: string): string | undefined {
  const [, name] = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url) ?? [];
  return name === undefined ? undefined : decodeURIComponent(name);
}

async function connectPatiently(client: MongoClient): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      await client.connect();
      return;
    } catch (error) {
      if (error instanceof MongoServerError || Date.now() > until) throw error;
      await delay(100);
    }
  }
}

async function assertReplicaSet(db: Db, place: string): Promise<void> {
  const hello = await db.command({ hello: 1 });
  if (hello['setName'] !== undefined || hello['msg'] === 'isdbgrid') return;
  throw new StartError(
    `MongoDB at ${place} is a standalone server, which has no transactions and may take back what it acknowledged: ` +
      'start it with --replSet rs0 and run rs.initiate() once; a set of one is enough.',
  );
}

/** Not every account may ask; whoever runs a set in memory may. */
async function assertPersistent(db: Db, place: string): Promise<void> {
  const status = await db.command({ serverStatus: 1 }).catch((error: unknown) => {
    if (error instanceof MongoServerError) return {};
    throw error;
  });
  const engine = (status as { storageEngine?: { name: string; persistent: boolean } }).storageEngine;
  if (engine?.persistent === false)
    throw new StartError(
      `MongoDB at ${place} keeps its data in memory alone (${engine.name}): start it with the WiredTiger engine.`,
    );
}

async function migrate(db: Db, place: string, migrations: readonly MongoMigration[]): Promise<void> {
  const newest = (await db.collection<SchemaDocument>('schema').findOne({ _id: 'schema' }))?.version ?? 0;
  const known = Math.max(0, ...migrations.map(({ id }) => id));
  if (newest > known)
    throw new StartError(
      `The database ${db.databaseName} at ${place} was made by a newer Keep (schema ${newest}, this one knows ${known}): update Keep, or choose another database.`,
    );
  for (const { id, apply } of migrations.filter(migration => migration.id > newest)) {
    await apply(db);
    await noteVersion(db, id);
  }
}

async function noteVersion(db: Db, version: number): Promise<void> {
  const note = () =>
    db.collection<SchemaDocument>('schema').updateOne({ _id: 'schema' }, { $max: { version } }, { upsert: true });
  await note().catch((error: unknown) => {
    // Another replica was quicker to make the document.
    if (isUniqueViolation(error)) return note();
    throw error;
  });
}

function remedyFor(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED)
    return `set the user and the password of its address right (${reason})`;
  if (error instanceof MongoServerError) return `see why it refuses (${reason})`;
  return `start it, initiate its replica set, or set its address right (${reason})`;
}
