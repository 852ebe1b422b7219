/** One MongoDB database as a durable store: settings that keep an acknowledgement true, and transactions. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ClientSession,
  type Db,
  type MongoClient,
  type MongoClientOptions,
  ReadConcern,
  type TransactionOptions,
} from 'mongodb';
import { type Collections, collectionsOf } from './mongo-documents.ts';
import { isCommittedPerhaps, isConnectionLost, mayRunAgain, toStoreError } from './mongo-errors.ts';
import type { MongoSessionFile } from './mongo-session-file.ts';

/** Milliseconds until a transaction that meets others, or a set without a primary, gives up. */
const PATIENCE = 5_000;

/** An acknowledged write is in the journals of a majority: no crash and no election takes it back. */
const durable = { w: 'majority', journal: true, wtimeoutMS: PATIENCE } as const;

/** They stand above what the address says. Times are milliseconds. */
export const clientOptions: MongoClientOptions = {
  appName: 'keep-notes',
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
  waitQueueTimeoutMS: 3_000,
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 10_000,
  heartbeatFrequencyMS: 2_000,
};

/** Of every transaction, and of what stands alone. The client's own would be mixed with those of the address. */
const guarantees = {
  readPreference: 'primary',
  readConcern: new ReadConcern('majority'),
  writeConcern: durable,
} satisfies TransactionOptions;

/** A database whose guarantees no address can weaken. */
export function guaranteed(client: MongoClient, name: string): Db {
  return client.db(name, guarantees);
}

/** Everything done with it must carry its `session`, one after the other. */
export type Transaction = Collections & { session: ClientSession };
/** The same, for reads alone: all of one moment. */
export type Snapshot = Transaction;

export class MongoDatabase {
  readonly #client: MongoClient;
  readonly #name: string;
  readonly #collections: Collections;
  readonly #sessions: MongoSessionFile;
  #hasPrimary = true;

  /** `client` is connected, and its database `name` is at the newest migration. */
  constructor(client: MongoClient, name: string, sessions: MongoSessionFile) {
    this.#client = client;
    this.#name = name;
    this.#sessions = sessions;
    this.#collections = collectionsOf(guaranteed(client, name));
    client.on('topologyDescriptionChanged', ({ newDescription: { servers } }) => {
      this.#hasPrimary = [...servers.values()].some(({ isWritable }) => isWritable);
    });
  }

  /** Whether there is somebody who takes writes, as far as is known. */
  get isReachable(): boolean {
    return this.#hasPrimary;
  }

  /** Reads, or writes that stand alone. Throws `unavailable` for the store's trouble. */
  async run<T>(work: (collections: Collections) => Promise<T>): Promise<T> {
    try {
      return await work(this.#collections);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  /** Runs several reads on one moment of the database, with all that was acknowledged before it. Throws `unavailable`. */
  async snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const session = this.#client.startSession({ snapshot: true });
    // The driver writes the moment into the read concern that it is given: each snapshot needs its own.
    const db = this.#client.db(this.#name, { ...guarantees, readConcern: new ReadConcern('snapshot') });
    try {
      return await work({ ...collectionsOf(db), session });
    } catch (error) {
      throw toStoreError(error);
    } finally {
      await session.endSession();
    }
  }

  /**
   * Runs `work` in a transaction and resolves with its result once that is durable. `work` is run again when it met
   * another transaction; what it throws rolls back. Throws `unavailable` when nobody knows what became of it.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const until = Date.now() + PATIENCE;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(work, until);
      } catch (error) {
        if (!mayRunAgain(error) || Date.now() > until) throw toStoreError(error);
      }
      await delay(Math.random() * Math.min(100, 2 ** attempt));
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
    this.#sessions.remove();
  }

  async #attempt<T>(work: (transaction: Transaction) => Promise<T>, until: number): Promise<T> {
    const session = this.#client.startSession();
    try {
      this.#sessions.note(session);
      session.startTransaction(guarantees);
      const result = await work({ ...this.#collections, session });
      await commit(session, until);
      await session.endSession();
      return result;
    } catch (error) {
      const ended = session.endSession();
      // It rolls back; a server that is away has done so, and is not waited for.
      if (!isConnectionLost(error)) await ended;
      throw error;
    }
  }
}

async function commit(session: ClientSession, until: number): Promise<void> {
  for (;;) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      if (!isCommittedPerhaps(error) || Date.now() > until) throw error;
    }
    await delay(Math.random() * 100);
  }
}
