/** Gives a consumer its group's next events, and waits a little for the first. */
import { type Delivery, HEARTBEAT_MILLIS } from '@keep/contracts/broker-internal-http';
import { unavailable } from '@keep/service-kit/app-error';
import type { ConsumerGroup } from '@keep/service-kit/event-bus';
import type { BrokerDependencies } from '../broker-dependencies.ts';

/** Answers nothing after the heartbeat, so that its caller can tell an empty log from a lost one. */
export function makeFetchDeliveries({ store, news, clock, metrics }: BrokerDependencies) {
  /** Whoever asked has gone: what was just leased must not wait until the lease runs out. */
  async function giveBack(group: string, deliveries: readonly Delivery[]): Promise<Delivery[]> {
    const refusal = { outcome: 'nak', reason: 'the consumer went away', unavailable: true } as const;
    await store.settle(group, deliveries.map(({ sequence, lease }) => ({ ...refusal, sequence, lease })), clock()); // prettier-ignore
    news.tell();
    return [];
  }

  return async (group: ConsumerGroup, limit: number, signal: AbortSignal): Promise<Delivery[]> => {
    const until = clock().getTime() + HEARTBEAT_MILLIS;
    for (;;) {
      if (news.isOver) throw unavailable('The broker is stopping.');
      if (signal.aborted) return [];
      const seen = news.count;
      const deliveries = await store.lease(group, limit, clock());
      if (deliveries.length > 0 && signal.aborted) return giveBack(group.name, deliveries);
      metrics.delivered.inc({ group: group.name }, deliveries.length);
      const now = clock().getTime();
      if (deliveries.length > 0 || now >= until) return deliveries;
      await news.since(seen, Math.min(until, store.nextDue(group.name)?.getTime() ?? until) - now, signal);
    }
  };
}
