/** The way from a service's outbox to the log, with what may go wrong on it. */
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { EventBus } from '@keep/service-kit/event-bus';
import type { OutboxStore } from '@keep/service-kit/outbox';
import { type OutboxRelay, startOutboxRelay } from '@keep/service-kit/outbox-relay';
import { close, listen } from '@keep/service-kit/run-service';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { appendToOutbox, outboxMigrationSql, SqliteOutbox } from '@keep/service-kit/sqlite-outbox';
import { testEvent } from '@keep/testing/event-bus-suite';
import { eventually } from '@keep/testing/eventually';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, describe, expect, test } from 'vitest';
import { type Broker, composeBroker } from '../../src/composition.ts';
import { brokerConfig, connectTo, logger } from '../start-broker.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

/** A service's own file, with the tables of the kit alone. */
function openDatabase(): SqliteDatabase {
  const db = SqliteDatabase.open(join(temporaryDirectory(), 'service.sqlite'), [
    { id: 1, name: 'outbox', sql: outboxMigrationSql },
  ]);
  cleanUp.push(() => db.close());
  return db;
}

/** A broker that can go away and come back at the same address, with its log or with a new one. */
class MovingBroker {
  #server: Server | undefined;
  #broker: Broker | undefined;
  port = 0;

  async start(directory = temporaryDirectory()): Promise<void> {
    this.#broker = composeBroker(brokerConfig(undefined, directory), { processMetrics: false });
    await this.#broker.start();
    this.#server = createServer(this.#broker.app);
    this.port = await listen(this.#server, '127.0.0.1', this.port);
  }

  async stop(): Promise<void> {
    if (this.#server) await close(this.#server, 0);
    await this.#broker?.stop();
    this.#server = undefined;
    this.#broker = undefined;
  }

  connect(): EventBus {
    const bus = connectTo(`http://127.0.0.1:${this.port}`);
    cleanUp.push(() => bus.close());
    return bus;
  }
}

async function startBroker(directory?: string): Promise<MovingBroker> {
  const broker = new MovingBroker();
  await broker.start(directory);
  cleanUp.push(() => broker.stop());
  return broker;
}

function relay(store: OutboxStore, bus: EventBus): OutboxRelay {
  const running = startOutboxRelay({ store, bus, logger });
  cleanUp.push(() => running.stop());
  return running;
}

function events(count: number, first = 0): EventEnvelope[] {
  return Array.from({ length: count }, (_, index) => testEvent(first + index));
}

/** Everything that the log holds, as a process that starts now hears it. */
function hearAll(broker: MovingBroker): number[] {
  const numbers: number[] = [];
  broker.connect().listen(['keep.>'], async ({ data }) => void numbers.push((data as { number: number }).number), {
    replaySeconds: 600,
  });
  return numbers;
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('the outbox relay', () => {
  test('sends what was stored, in order and once', async () => {
    const [db, broker] = [openDatabase(), await startBroker()];
    const running = relay(new SqliteOutbox(db), broker.connect());
    for (const event of events(250)) await db.write(() => appendToOutbox(db, [event]));
    running.wake();
    const heard = hearAll(broker);
    await eventually(() => expect(heard).toEqual(upTo(250)));
    await eventually(async () => expect(await new SqliteOutbox(db).unsent(1)).toEqual([]));
  });

  test('sends nothing of a change that was rolled back', async () => {
    const [db, broker] = [openDatabase(), await startBroker()];
    const failed = db.write(() => {
      appendToOutbox(db, events(1));
      throw new Error('the change failed');
    });
    await expect(failed).rejects.toThrow('the change failed');
    await db.write(() => appendToOutbox(db, events(1, 1)));
    relay(new SqliteOutbox(db), broker.connect());
    const heard = hearAll(broker);
    await eventually(() => expect(heard).toEqual([1]));
  });

  test('sends again, and the log keeps once, what it sent before it died unmarked', async () => {
    const [db, broker] = [openDatabase(), await startBroker()];
    await db.write(() => appendToOutbox(db, events(5)));
    const store = new SqliteOutbox(db);
    await broker.connect().publish(await store.unsent(3));
    relay(store, broker.connect());
    const heard = hearAll(broker);
    await eventually(async () => expect(await store.unsent(1)).toEqual([]));
    await eventually(() => expect(heard).toEqual(upTo(5)));
  });

  test('waits while the broker is down and goes on when it is back', async () => {
    const [db, directory] = [openDatabase(), temporaryDirectory()];
    const broker = await startBroker(directory);
    const store = new SqliteOutbox(db);
    const running = relay(store, broker.connect());
    await db.write(() => appendToOutbox(db, events(1)));
    running.wake();
    await eventually(async () => expect(await store.unsent(1)).toEqual([]));
    await broker.stop();
    await db.write(() => appendToOutbox(db, events(1, 1)));
    running.wake();
    expect(await store.unsent(2)).toHaveLength(1);
    await broker.start(directory);
    const heard = hearAll(broker);
    await eventually(() => expect(heard).toEqual([0, 1]), 10_000);
  });

  test('refills a log that was lost, also when there is nothing new to say', async () => {
    const [db, broker] = [openDatabase(), await startBroker()];
    const store = new SqliteOutbox(db);
    const running = relay(store, broker.connect());
    await db.write(() => appendToOutbox(db, events(250)));
    running.wake();
    await eventually(async () => expect(await store.unsent(1)).toEqual([]));
    await broker.stop();
    await broker.start();
    const heard = hearAll(broker);
    await eventually(() => expect(heard).toEqual(upTo(250)), 15_000);
  });

  test('of several replicas on one outbox fills the log once', async () => {
    const [db, broker] = [openDatabase(), await startBroker()];
    const relays = [1, 2, 3].map(() => relay(new SqliteOutbox(db), broker.connect()));
    for (const event of events(200)) {
      await db.write(() => appendToOutbox(db, [event]));
      relays.forEach(running => running.wake());
    }
    const heard = hearAll(broker);
    await eventually(() => expect([...heard].sort((a, b) => a - b)).toEqual(upTo(200)));
  });

  test('passes over an event that the log refuses', async () => {
    const [db, broker] = [openDatabase(), await startBroker()];
    await db.write(() => appendToOutbox(db, [{ ...testEvent(1), subject: 'keep.other.u.thing.v1' }, testEvent(2)]));
    const store = new SqliteOutbox(db);
    relay(store, broker.connect());
    const heard = hearAll(broker);
    await eventually(() => expect(heard).toEqual([2]));
    await eventually(async () => expect(await store.unsent(2)).toHaveLength(1));
  });
});
