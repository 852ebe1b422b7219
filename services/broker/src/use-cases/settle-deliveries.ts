/** Notes what became of deliveries: done, to come again, or given up. */
import type { Settlement } from '@keep/contracts/broker-internal-http';
import type { Clock } from '@keep/service-kit/clock';
import type { Logger } from '@keep/service-kit/logger';
import type { BrokerMetrics } from '../broker-metrics.ts';
import type { News } from '../domain/news.ts';
import type { EventStore } from '../ports.ts';

type Dependencies = { store: EventStore; news: News; clock: Clock; logger: Logger; metrics: BrokerMetrics };

export type SettleDeliveries = (group: string, settlements: readonly Settlement[]) => Promise<void>;

export function makeSettleDeliveries({ store, news, clock, logger, metrics }: Dependencies): SettleDeliveries {
  return async (group, settlements) => {
    const { again, dead } = await store.settle(group, settlements, clock());
    metrics.refused.inc({ group }, again + dead);
    if (dead > 0) {
      logger.error({ group, count: dead }, 'events were put aside as dead letters');
      metrics.deadLettered.inc({ group }, dead);
    }
    // Whoever waits does not know yet when they come again.
    if (again > 0) news.tell();
  };
}
