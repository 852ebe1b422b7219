/** The bus over a cluster of three, whose nodes are killed one after the other. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { EventBus } from '@keep/service-kit/event-bus';
import { testEvent } from '@keep/testing/event-bus-suite';
import { eventually } from '@keep/testing/eventually';
import type { NatsCluster } from '@keep/testing/nats-server';
import { engineCanStart, startThreeNats } from '@keep/testing/real-servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTo, logger, tracer, manage } from './jetstream.ts';
import { createJetStreamBus } from '@keep/service-kit/jetstream-event-bus';

const SUBJECTS = ['keep.test.>'];
/** An election takes five seconds or so. */
const PATIENCE = 40_000;

describe.skipIf(!engineCanStart('nats'))('JetStream on three nodes', () => {
  let cluster: NatsCluster;
  const buses: EventBus[] = [];

  beforeAll(async () => {
    cluster = await startThreeNats();
  }, 200_000);
  afterAll(async () => {
    await Promise.all(buses.map(bus => bus.close()));
    await cluster.stop();
  });

  test('keeps each event three times, and calls that durable', async () => {
    const bus = createJetStreamBus({ url: cluster.url, name: 'test', logger, tracer });
    buses.push(bus);
    await eventually(() => bus.logId(), PATIENCE);
    const { config } = await manage(cluster.url, ({ streams }) => streams.info('KEEP'));
    expect(config.num_replicas).toBe(3);
    expect(bus.warnings()).toEqual({});
  }, 60_000);

  test('loses nothing acknowledged while each node in turn is killed, and delivers on', async () => {
    const [producer, consumer] = [connectTo(cluster.url), connectTo(cluster.url)];
    buses.push(producer, consumer);
    const [consumed, heard, acknowledged] = [new Set<number>(), new Set<number>(), new Set<number>()];
    const numberOf = (event: EventEnvelope) => (event.data as { number: number }).number;
    consumer.consume({ name: 'test.cluster', subjects: SUBJECTS }, async event => void consumed.add(numberOf(event)));
    consumer.listen(SUBJECTS, async event => void heard.add(numberOf(event)), { replaySeconds: 60 });

    let isOver = false;
    const publishing = (async () => {
      for (let number = 0; !isOver; number += 1) {
        const event = testEvent(number);
        await eventually(() => producer.publish([event]), PATIENCE);
        acknowledged.add(number);
      }
    })();
    for (const node of cluster.nodes) {
      await eventuallyMore(acknowledged);
      await node.kill();
      await eventuallyMore(acknowledged);
      await node.restart();
    }
    await eventuallyMore(acknowledged);
    isOver = true;
    await publishing;
    await eventually(() => expect([consumed, heard]).toEqual([acknowledged, acknowledged]), PATIENCE);
  }, 180_000);

  async function eventuallyMore(acknowledged: ReadonlySet<number>): Promise<void> {
    const before = acknowledged.size;
    await eventually(() => expect(acknowledged.size).toBeGreaterThan(before + 20), PATIENCE);
  }
});
