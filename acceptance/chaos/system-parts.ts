/** The stores of a running Keep to look into, and its log to break, whichever engines it runs on. */
import { freeze, killFrozen, killUntilReplaced } from '@keep/chaos/processes';
import { onRealEngines, serversOf, type StartedKeep } from '@keep/testing/start-keep';
import type { RealServer } from '@keep/testing/real-server';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { erasureOf, loggedOf, lookInto } from './look-into.ts';
import { eventsUnder } from './look-into-jetstream.ts';

export type SystemParts = {
  /** Where the erasure of a person stands, by auth's own record. */
  erasureOf(userId: string): Promise<string | undefined>;
  /** Those of these people who have an account. */
  accountsOf(userIds: readonly string[]): Promise<string[]>;
  /** The types of the events of a person that the log holds. */
  loggedOf(userId: string): Promise<string[]>;
  /** How often notes has answered that somebody is erased. */
  answersOfNotes(): Promise<number>;
  /** Everybody who owns a note. */
  ownersOfNotes(): Promise<string[]>;
  /** Kills what carries the events; it comes back with what it held. */
  killLog(): Promise<void>;
  freezeLog(): Promise<{ thaw(): Promise<void>; kill(): Promise<void> }>;
};

export async function partsOf(keep: StartedKeep): Promise<SystemParts> {
  const { postgres, mongo, nats } = await serversOf(keep);
  if (!onRealEngines) return embeddedParts(keep);
  if (!postgres || !mongo || !nats) throw new Error('Not all of the three engines are installed.');
  return realParts(postgres, mongo, nats);
}

function embeddedParts(keep: StartedKeep): SystemParts {
  const idsIn = async (service: string, query: string) =>
    (await lookInto<{ id: string }>(keep, service, query)).map(({ id }) => id);
  return {
    erasureOf: userId => erasureOf(keep, userId),
    accountsOf: userIds =>
      idsIn('auth', `SELECT id FROM users WHERE id IN (${userIds.map(id => `'${id}'`).join(', ')})`),
    loggedOf: userId => loggedOf(keep, userId),
    answersOfNotes: async () =>
      (await idsIn('notes', `SELECT id FROM outbox WHERE subject LIKE '%.user-erased.v1'`)).length,
    ownersOfNotes: () => idsIn('notes', 'SELECT DISTINCT owner_id AS id FROM notes'),
    killLog: () => killUntilReplaced(keep, 'broker'),
    async freezeLog() {
      const broker = await freeze(keep, 'broker');
      return { thaw: async () => broker.thaw(), kill: async () => killFrozen(broker) };
    },
  };
}

function realParts(postgres: RealServer, mongo: RealServer, nats: RealServer): SystemParts {
  const accounts = <Row extends object>(query: string, values: readonly unknown[]) =>
    inPostgres<Row>(postgres, query, values);
  async function killLog(): Promise<void> {
    await nats.kill();
    await nats.restart();
  }
  return {
    erasureOf: async userId =>
      (await accounts<{ state: string }>('SELECT state FROM deletions WHERE user_id = $1', [userId]))[0]?.state,
    accountsOf: async userIds =>
      (await accounts<{ id: string }>('SELECT id FROM users WHERE id = ANY ($1)', [userIds])).map(({ id }) => id),
    loggedOf: async userId => (await eventsUnder(nats.url, `keep.*.${userId}.>`)).map(({ type }) => type),
    answersOfNotes: () =>
      inMongo(mongo, db => db.collection('outbox').countDocuments({ type: 'notes.user-erased.v1' })),
    ownersOfNotes: () => inMongo(mongo, db => db.collection('notes').distinct('ownerId') as Promise<string[]>),
    killLog,
    async freezeLog() {
      await nats.kill('SIGSTOP');
      return { thaw: () => nats.kill('SIGCONT'), kill: killLog };
    },
  };
}

async function inPostgres<Row extends object>(
  { url }: RealServer,
  query: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const client = new pg.Client(url.replace(/\/postgres$/, '/keep_auth'));
  await client.connect();
  try {
    return (await client.query<Row>(query, [...values])).rows;
  } finally {
    await client.end();
  }
}

async function inMongo<T>({ url }: RealServer, look: (db: ReturnType<MongoClient['db']>) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(url);
  try {
    return await look(client.db('keep_notes'));
  } finally {
    await client.close();
  }
}
