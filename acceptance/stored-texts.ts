/** Every text that a Keep stores, by where it is: each file of its data directory, and what a query finds on its servers. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type StartedKeep, serversOf } from '@keep/testing/start-keep';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { MongoClient } from 'mongodb';
import pg from 'pg';

type StoredText = { place: string; text: string };

/** The files of servers are the operator's, and not searched. */
export async function storedTexts(keep: StartedKeep): Promise<StoredText[]> {
  const { postgres, mongo, nats } = await serversOf(keep);
  const texts = await Promise.all([
    filesIn(keep.dataDir),
    postgres ? rowsIn(postgres.url) : [],
    mongo ? documentsIn(mongo.url) : [],
    nats ? messagesIn(nats.url) : [],
  ]);
  return texts.flat();
}

async function filesIn(folder: string): Promise<StoredText[]> {
  const texts: StoredText[] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    // Keys are written to a file that is renamed: it may be away by now.
    const isFile = await stat(path).then(
      found => found.isFile(),
      () => false,
    );
    if (isFile) texts.push({ place: relative(folder, path), text: await readFile(path, 'latin1').catch(() => '') });
  }
  return texts;
}

async function rowsIn(url: string): Promise<StoredText[]> {
  const client = new pg.Client({ connectionString: new URL('/keep_auth', url).href });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const texts: StoredText[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`SELECT each::text AS row FROM "${name}" AS each`);
      texts.push({ place: `table ${name}`, text: rows.map(({ row }) => row).join('\n') });
    }
    return texts;
  } finally {
    await client.end();
  }
}

async function documentsIn(url: string): Promise<StoredText[]> {
  const client = new MongoClient(url);
  try {
    const database = client.db('keep_notes');
    const collections = await database.collections();
    return await Promise.all(
      collections.map(async collection => ({
        place: `collection ${collection.collectionName}`,
        text: JSON.stringify(await collection.find().toArray()),
      })),
    );
  } finally {
    await client.close();
  }
}

async function messagesIn(url: string): Promise<StoredText[]> {
  const connection = await connect({ servers: new URL(url).host });
  try {
    const { streams } = await jetstreamManager(connection);
    const texts: StoredText[] = [];
    for await (const { config, state } of streams.list())
      for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
        const message = await streams.getMessage(config.name, { seq });
        if (message) texts.push({ place: `stream ${config.name}`, text: `${message.subject} ${message.string()}` });
      }
    return texts;
  } finally {
    await connection.close();
  }
}
