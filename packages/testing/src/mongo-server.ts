/** Throw-away MongoDB: a replica set of one, because only a replica set has transactions. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import { type RealServer, type RealServerOptions, startRealServer } from './real-server.ts';

/** The name of every replica set of the tests. */
export const SET = 'rs0';

export type MongoOptions = {
  /** False leaves it a standalone server, as one that Keep must refuse. */
  replicaSet?: boolean;
  /** Where its data directory is made. */
  folder?: string;
};

type NodeOptions = Pick<RealServerOptions, 'afterStart' | 'folder'> & { url?: RealServerOptions['url'] };

export function startMongoServer(
  program: string,
  { replicaSet = true, folder }: MongoOptions = {},
): Promise<RealServer> {
  if (!replicaSet) return startMongoNode(program, [], { folder });
  return startMongoNode(program, [`--replSet=${SET}`], {
    url: port => `${addressOf(port)}/?replicaSet=${SET}`,
    afterStart: becomePrimary,
    folder,
  });
}

/** One server, with further arguments. */
export function startMongoNode(
  program: string,
  args: readonly string[],
  options: NodeOptions = {},
): Promise<RealServer> {
  return startRealServer({
    name: 'mongo',
    url: addressOf,
    command: (dataDir, port) => ({
      program,
      args: [
        `--dbpath=${dataDir}`,
        `--port=${port}`,
        '--bind_ip=127.0.0.1',
        '--wiredTigerCacheSizeGB=0.25',
        '--setParameter=ttlMonitorSleepSecs=5',
        ...args,
      ],
      ready: /"Waiting for connections"/,
      // The first run of all on a machine may have to be unpacked.
      within: 180_000,
    }),
    stopSignal: 'SIGKILL',
    ...options,
  });
}

function addressOf(port: number): string {
  return `mongodb://127.0.0.1:${port}`;
}

/** Asks this very server, whatever its set thinks of it; `within` milliseconds must be enough to reach it. */
export async function askNode<T>(port: number, within: number, ask: (admin: Db) => Promise<T>): Promise<T> {
  const patience = { serverSelectionTimeoutMS: within, connectTimeoutMS: within, socketTimeoutMS: within };
  const client = new MongoClient(addressOf(port), { directConnection: true, ...patience });
  try {
    return await ask(client.db('admin'));
  } finally {
    await client.close();
  }
}

/** Initiates the set on its first start; resolves when it takes writes. */
function becomePrimary(port: number): Promise<void> {
  return askNode(port, 30_000, async admin => {
    await initiate(admin, [port]);
    while (!(await isPrimary(admin))) await delay(50);
  });
}

/** Makes a set of the servers on these ports, unless there is one. */
export async function initiate(admin: Db, ports: readonly number[]): Promise<void> {
  const members = ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` }));
  const isNew = await admin.command({ replSetGetStatus: 1 }).then(() => false, isNotInitiated);
  if (isNew) await admin.command({ replSetInitiate: { _id: SET, members } });
}

/** Whether this server takes writes. */
export async function isPrimary(admin: Db): Promise<boolean> {
  return (await admin.command({ hello: 1 }))['isWritablePrimary'] === true;
}

function isNotInitiated(error: unknown): boolean {
  return error instanceof Error && 'codeName' in error && error.codeName === 'NotYetInitialized';
}
