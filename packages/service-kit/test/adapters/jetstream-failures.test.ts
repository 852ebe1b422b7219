/** What JetStream does when something breaks: handlers, the server, its directory. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LEASE_MILLIS } from '@keep/contracts/broker-internal-http';
import { unavailable } from '@keep/service-kit/app-error';
import type { RevokedSessions } from '@keep/service-kit/auth-source';
import type { EventBus } from '@keep/service-kit/event-bus';
import { createJetStreamBus } from '@keep/service-kit/jetstream-event-bus';
import { startOutboxRelay } from '@keep/service-kit/outbox-relay';
import { Revocations } from '@keep/service-kit/revocations';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { appendToOutbox, outboxMigrationSql, SqliteOutbox } from '@keep/service-kit/sqlite-outbox';
import { testEvent } from '@keep/testing/event-bus-suite';
import { eventually } from '@keep/testing/eventually';
import type { RealServer } from '@keep/testing/real-server';
import { engineCanStart, startNats } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectTo, deleteStreams, logger, manage, tracer } from './jetstream.ts';

const SUBJECTS = ['keep.test.>'];
const PATIENCE = 15_000;
const numberOf = (event: { data?: unknown }) => (event.data as { number: number }).number;

describe.skipIf(!engineCanStart('nats'))('JetStream, broken on purpose', () => {
  let server: RealServer;
  const buses: EventBus[] = [];

  beforeAll(async () => {
    server = await startNats();
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(() => deleteStreams(server.url));
  afterEach(async () => {
    await Promise.all(buses.splice(0).map(bus => bus.close()));
  });

  function connect(make = connectTo): EventBus {
    const bus = make(server.url);
    buses.push(bus);
    return bus;
  }

  /** The numbers that a group and a listener were given, without repetitions. */
  function hear(bus: EventBus): { consumed: Set<number>; heard: Set<number> } {
    const [consumed, heard] = [new Set<number>(), new Set<number>()];
    bus.consume({ name: 'test.group', subjects: SUBJECTS }, async event => void consumed.add(numberOf(event)));
    bus.listen(SUBJECTS, async event => void heard.add(numberOf(event)), { replaySeconds: 60 });
    return { consumed, heard };
  }

  test('refuses an address that cannot be read, without showing its password', () => {
    expect(() => connect(() => connectTo('http://me:secret@localhost'))).toThrow(/KEEP_NATS_URL.*http:\/\/\*\*\*@/);
  });

  test('says at once that it is away, and goes on by itself', async () => {
    const bus = connect();
    const { consumed, heard } = hear(bus);
    await bus.publish([testEvent(1)]);
    await eventually(() => expect([...consumed, ...heard]).toEqual([1, 1]), PATIENCE);
    await server.kill();
    await expect(bus.publish([testEvent(2)])).rejects.toMatchObject({ kind: 'unavailable' });
    await server.restart();
    await eventually(() => bus.publish([testEvent(3)]), PATIENCE);
    await eventually(() => expect([consumed, heard]).toEqual([new Set([1, 3]), new Set([1, 3])]), PATIENCE);
  }, 60_000);

  test('keeps what it acknowledged when it is killed', async () => {
    const bus = connect();
    await bus.publish([testEvent(1), testEvent(2)]);
    const logId = await bus.logId();
    await server.kill();
    await server.restart();
    const { consumed } = hear(connect());
    await eventually(() => expect(consumed).toEqual(new Set([1, 2])), PATIENCE);
    expect(await bus.logId()).toBe(logId);
  }, 60_000);

  test('is another log when its directory was lost, which everybody hears from its beginning', async () => {
    const bus = connect();
    const { consumed, heard } = hear(bus);
    const { logId } = await bus.publish([testEvent(1), testEvent(2), testEvent(3)]);
    await eventually(() => expect([consumed.size, heard.size]).toEqual([3, 3]), PATIENCE);
    await server.kill();
    rmSync(join(server.dataDir, 'store'), { recursive: true });
    await server.restart();
    const next = await eventually(() => bus.publish([testEvent(4)]), PATIENCE);
    expect(next.logId).not.toBe(logId);
    await eventually(() => expect([consumed.size, heard.size]).toEqual([4, 4]), PATIENCE);
  }, 60_000);

  test('is filled again from the outboxes when its directory was lost', async () => {
    const migration = { id: 1, name: 'outbox', sql: outboxMigrationSql };
    const db = SqliteDatabase.open(join(temporaryDirectory(), 'service.sqlite'), [migration]);
    const relay = startOutboxRelay({ store: new SqliteOutbox(db), bus: connect(), logger });
    const commit = async (number: number) => {
      await db.write(() => appendToOutbox(db, [testEvent(number)]));
      relay.wake();
    };
    try {
      for (const number of [1, 2, 3]) await commit(number);
      const before = hear(connect());
      await eventually(() => expect(before.consumed).toEqual(new Set([1, 2, 3])), PATIENCE);
      await server.kill();
      await commit(4);
      rmSync(join(server.dataDir, 'store'), { recursive: true });
      await server.restart();
      const late = new Set<number>();
      connect().consume({ name: 'test.late', subjects: SUBJECTS }, async event => void late.add(numberOf(event)));
      await eventually(() => expect(late).toEqual(new Set([1, 2, 3, 4])), PATIENCE);
      await eventually(() => expect(before.heard).toEqual(new Set([1, 2, 3, 4])), PATIENCE);
    } finally {
      await relay.stop();
      db.close();
    }
  }, 60_000);

  test('is another log when its stream was deleted under running processes', async () => {
    const [bus, other] = [connect(), connect()];
    const { consumed, heard } = hear(other);
    const { logId } = await bus.publish([testEvent(1), testEvent(2), testEvent(3)]);
    await eventually(() => expect([consumed.size, heard.size]).toEqual([3, 3]), PATIENCE);
    await deleteStreams(server.url);
    const next = await eventually(() => bus.publish([testEvent(4)]), PATIENCE);
    expect(next.logId).not.toBe(logId);
    await eventually(() => expect([consumed.size, heard.size]).toEqual([4, 4]), PATIENCE);
  }, 60_000);

  test('puts an event aside after eight failures, with the reason, and not what an outage refused', async () => {
    const pauses = Array.from({ length: 7 }, () => 50);
    const bus = connect(url => createJetStreamBus({ url, name: 'test', pauses, isSyncAlways: true, logger, tracer }));
    let isDown = true;
    let refused = 0;
    let failures = 0;
    bus.consume({ name: 'test.poison', subjects: SUBJECTS }, async () => {
      if (isDown) {
        refused += 1;
        throw unavailable('The database is down.');
      }
      failures += 1;
      throw new Error('poison\nin two lines');
    });
    const event = testEvent(1);
    await bus.publish([event]);
    await eventually(() => expect(refused).toBeGreaterThan(1), PATIENCE);
    isDown = false;
    const letter = await eventually(
      () =>
        manage(server.url, async ({ streams }) => {
          const found = await streams.getMessage('KEEP_DEAD', {
            last_by_subj: `keep-dead.test_poison.${event.subject}`,
          });
          if (!found) throw new Error('there is no dead letter yet');
          return found;
        }),
      PATIENCE,
    );
    expect(failures).toBe(8);
    expect(letter.header.get('Keep-Reason')).toBe('Error: poison in two lines');
    expect(letter.json()).toMatchObject({ id: event.id });
    await bus.purge(event.subject);
    const left = await manage(server.url, ({ streams }) => streams.info('KEEP_DEAD'));
    expect(left.state.messages).toBe(0);
  });

  test('gives an event to nobody else while its handler works for longer than a lease', async () => {
    const members = [connect(), connect()];
    let begun = 0;
    let ended = 0;
    for (const bus of members)
      bus.consume({ name: 'test.slow', subjects: SUBJECTS }, async () => {
        begun += 1;
        await delay(LEASE_MILLIS * 1.3);
        ended += 1;
      });
    await members[0]?.publish([testEvent(1)]);
    await eventually(() => expect(ended).toBe(1), LEASE_MILLIS * 2);
    expect(begun).toBe(1);
  }, 60_000);

  test('puts aside what is not an event, and goes on', async () => {
    const bus = connect();
    await bus.publish([testEvent(1)]);
    await manage(server.url, manager => manager.jetstream().publish('keep.test.x.nonsense.v1', 'no JSON'));
    await bus.publish([testEvent(2)]);
    const { consumed, heard } = hear(bus);
    await eventually(() => expect([consumed, heard]).toEqual([new Set([1, 2]), new Set([1, 2])]), PATIENCE);
    const dead = await manage(server.url, ({ streams }) => streams.info('KEEP_DEAD'));
    expect(dead.state.messages).toBe(1);
  });

  test('refuses new events when the log is full, and drops none', async () => {
    const bus = connect();
    await bus.publish([testEvent(0)]);
    await manage(server.url, ({ streams }) => streams.update('KEEP', { max_bytes: 200_000 }));
    const large = (number: number) => ({ ...testEvent(number), data: { number, text: 'x'.repeat(50_000) } });
    let published = 0;
    const fill = async () => {
      for (;;) published = (await bus.publish([large(published + 1)])).logId ? published + 1 : published;
    };
    await expect(fill()).rejects.toMatchObject({ kind: 'unavailable' });
    const { consumed } = hear(bus);
    await eventually(() => expect(consumed.size).toBe(published + 1), PATIENCE);
  });

  test('lets everybody hear of an ended session although it takes no events', async () => {
    const [auth, other] = [connect(), connect()];
    await auth.logId();
    const sessionId = crypto.randomUUID();
    const sessions: RevokedSessions['sessions'] = [];
    const source = {
      publicKeys: () => Promise.reject(new Error('not asked')),
      revokedSessions: async () => ({ sessions }),
    };
    const revocations = new Revocations(source, () => new Date(), logger);
    revocations.start(other);
    try {
      await eventually(() => expect(other.silentSeconds()).toBeLessThan(1), PATIENCE);
      await manage(server.url, ({ streams }) => streams.update('KEEP', { max_bytes: 1 }));
      sessions.push({ sessionId, revokedAt: new Date().toISOString() });
      await eventually(async () => {
        // As auth's relay does, until it is taken.
        await expect(auth.publish([testEvent(1)])).rejects.toMatchObject({ kind: 'unavailable' });
        expect(revocations.isRevoked(sessionId)).toBe(true);
      }, PATIENCE);
    } finally {
      await revocations.stop();
    }
  }, 60_000);

  test('keeps its settings when somebody changed them', async () => {
    await connect().logId();
    await manage(server.url, ({ streams }) => streams.update('KEEP', { discard: 'old', max_bytes: 10_000_000 }));
    await connect().logId();
    const { config } = await manage(server.url, ({ streams }) => streams.info('KEEP'));
    expect(config).toMatchObject({ discard: 'new', max_bytes: 10_000_000, storage: 'file', retention: 'limits' });
  });

  test('says that durability is reduced on one node of which nobody says that it syncs always', async () => {
    const unsure = connect(url => createJetStreamBus({ url, name: 'test', logger, tracer }));
    const sure = connect();
    await Promise.all([unsure.logId(), sure.logId()]);
    expect(unsure.warnings()).toEqual({ durability: 'reduced' });
    expect(sure.warnings()).toEqual({});
  });

  test('warns while there is no server at its address', () => {
    const nowhere = connect(() => connectTo('nats://127.0.0.1:1'));
    expect(nowhere.warnings()).toEqual({ events: 'NATS cannot be reached' });
  });
});
