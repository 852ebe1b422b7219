/** Notes what became of deliveries: done, to come again, or given up. */
import type { Settlement } from '@keep/contracts/broker-internal-http';
import type { BrokerDependencies } from '../broker-dependencies.ts';

export function makeSettleDeliveries({ store, news, clock, logger, metrics }: BrokerDependencies) {
  return async (group: string, settlements: readonly Settlement[]): Promise<void> => {
    const { again, dead } = await store.settle(group, settlements, clock());
    metrics.refused.inc({ group }, again + dead);
    metrics.deadLettered.inc({ group }, dead);
    if (dead > 0) logger.error({ group, count: dead }, 'events were put aside as dead letters');
    // Whoever waits does not know yet when they come again.
    if (again > 0) news.tell();
  };
}
