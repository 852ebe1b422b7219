/** What happens before notes may use its MongoDB database: it is reached, checked and migrated. */
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '@keep/service-kit/app-error';
import { type Collection, type Db, MongoClient, MongoServerError } from 'mongodb';
import { clientOptions, guaranteed, MongoDatabase } from './mongo-database.ts';
import { Conflict, isStoreTrouble, isUniqueViolation } from './mongo-errors.ts';
import { endAbandonedSessions, MongoSessionFile } from './mongo-session-file.ts';

/** Forward only; `id` counts from 1. `apply` may be run again where it was interrupted. */
export type MongoMigration = { id: number; apply: (db: Db) => Promise<void> };

/** Until `turnEnds` one replica migrates; one that was killed meanwhile is followed by the next. */
type SchemaDocument = { _id: 'schema'; version: number; turnEnds?: Date };

/** Milliseconds: a set that starts together with Keep needs a moment to elect its primary. */
const PATIENCE = 15_000;
const TURN = 10_000;
const AUTHENTICATION_FAILED = 18;
/** The wire version of MongoDB 5.0. */
const READS_ONE_MOMENT = 13;

/** `connections` at most, for each process. `folder` is the service's own, where its sessions are noted. */
export type MongoAddress = { url: string; connections: number; folder: string };

/** `defaultName` is the database where the address names none. Throws `StartError`. */
export async function openMongoDatabase(
  address: MongoAddress,
  defaultName: string,
  migrations: readonly MongoMigration[],
): Promise<MongoDatabase> {
  const client = clientOf(address);
  const place = client.options.srvHost ?? client.options.hosts.join(',');
  const db = guaranteed(client, databaseIn(address.url) ?? defaultName);
  try {
    await patiently(async () => {
      await client.connect();
      await assertReplicaSet(db, place);
      await assertPersistent(db, place);
      await migrate(db, place, migrations);
      await endAbandonedSessions(client, address.folder);
    });
    return new MongoDatabase(client, db.databaseName, new MongoSessionFile(address.folder));
  } catch (error) {
    await client.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`MongoDB at ${place} cannot be used: ${remedyFor(error)}.`, { cause: error });
  }
}

/** Every step of a start may be taken again. */
async function patiently(prepare: () => Promise<void>): Promise<void> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await prepare();
    } catch (error) {
      if (!isStoreTrouble(error) || Date.now() > until) throw error;
      await delay(100 + Math.random() * 100);
    }
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

async function assertReplicaSet(db: Db, place: string): Promise<void> {
  const hello = await db.command({ hello: 1 });
  assertNewEnough(Number(hello['maxWireVersion']), place);
  if (hello['setName'] !== undefined || hello['msg'] === 'isdbgrid') return;
  throw new StartError(
    `MongoDB at ${place} is a standalone server, which has no transactions and may take back what it acknowledged: ` +
      'start it with --replSet rs0 and run rs.initiate() once; a set of one is enough.',
  );
}

/** `wireVersion` counts what servers can do. Throws `StartError`. */
export function assertNewEnough(wireVersion: number, place: string): void {
  if (wireVersion >= READS_ONE_MOMENT) return;
  throw new StartError(
    `MongoDB at ${place} is too old to read several things of one moment: update it to 5.0 or later.`,
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
  const schema = db.collection<SchemaDocument>('schema');
  const newest = (await schema.findOne({ _id: 'schema' }))?.version ?? 0;
  const known = Math.max(0, ...migrations.map(({ id }) => id));
  if (newest > known)
    throw new StartError(
      `The database ${db.databaseName} at ${place} was made by a newer Keep (schema ${newest}, this one knows ${known}): update Keep, or choose another database.`,
    );
  const missing = migrations.filter(({ id }) => id > newest);
  if (missing.length > 0) await takeTurn(schema);
  for (const { id, apply } of missing) {
    await apply(db);
    await schema.updateOne({ _id: 'schema' }, { $max: { version: id } });
  }
  if (missing.length > 0) await schema.updateOne({ _id: 'schema' }, { $unset: { turnEnds: true } });
}

/** Throws a `Conflict` while another replica migrates. By the server's clock, so that replicas need not agree on theirs. */
async function takeTurn(schema: Collection<SchemaDocument>): Promise<void> {
  await schema
    .updateOne({ _id: 'schema' }, { $setOnInsert: { version: 0 } }, { upsert: true })
    .catch((error: unknown) => {
      if (!isUniqueViolation(error)) throw error;
    });
  const taken = await schema.updateOne({ _id: 'schema', $expr: { $lt: [{ $ifNull: ['$turnEnds', 0] }, '$$NOW'] } }, [
    { $set: { turnEnds: { $add: ['$$NOW', TURN] } } },
  ]);
  if (taken.matchedCount === 0) throw new Conflict('Another replica is migrating the database.');
}

function remedyFor(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof MongoServerError && error.code === AUTHENTICATION_FAILED)
    return `set the user and the password of its address right (${reason})`;
  if (error instanceof MongoServerError) return `see why it refuses (${reason})`;
  return `start it, initiate its replica set, or set its address right (${reason})`;
}
