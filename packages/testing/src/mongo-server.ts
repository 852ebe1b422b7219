/** Throw-away MongoDB: a replica set of one, because only a replica set has transactions. */
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { type RealServer, startRealServer } from './real-server.ts';

const SET = 'rs0';

export type MongoOptions = {
  /** False leaves it a standalone server, as one that Keep must refuse. */
  replicaSet?: boolean;
};

export function startMongoServer(program: string, { replicaSet = true }: MongoOptions = {}): Promise<RealServer> {
  return startRealServer({
    name: 'mongo',
    url: port => (replicaSet ? `${addressOf(port)}/?replicaSet=${SET}` : addressOf(port)),
    command: (dataDir, port) => ({
      program,
      args: [
        `--dbpath=${dataDir}`,
        `--port=${port}`,
        '--bind_ip=127.0.0.1',
        '--wiredTigerCacheSizeGB=0.25',
        '--setParameter=ttlMonitorSleepSecs=5',
        ...(replicaSet ? [`--replSet=${SET}`] : []),
      ],
      ready: /"Waiting for connections"/,
      // The first run of all on a machine may have to be unpacked.
      within: 180_000,
    }),
    stopSignal: 'SIGKILL',
    ...(replicaSet && { afterStart: becomePrimary }),
  });
}

function addressOf(port: number): string {
  return `mongodb://127.0.0.1:${port}`;
}

/** Initiates the set on its first start; resolves when it takes writes. */
async function becomePrimary(port: number): Promise<void> {
  const client = new MongoClient(addressOf(port), { directConnection: true, serverSelectionTimeoutMS: 30_000 });
  try {
    const admin = client.db('admin');
    const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
    const isNew = await admin.command({ replSetGetStatus: 1 }).then(() => false, isNotInitiated);
    if (isNew) await admin.command({ replSetInitiate: { _id: SET, members } });
    while ((await admin.command({ hello: 1 }))['isWritablePrimary'] !== true) await delay(50);
  } finally {
    await client.close();
  }
}

function isNotInitiated(error: unknown): boolean {
  return error instanceof Error && 'codeName' in error && error.codeName === 'NotYetInitialized';
}
