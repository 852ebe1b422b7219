/** Gives a consumer its group's next events, and waits a little for the first. */
import { HEARTBEAT_MILLIS } from '@keep/contracts/broker-internal-http';
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { ConsumerGroup } from '@keep/service-kit/event-bus';
import type { BrokerMetrics } from '../broker-metrics.ts';
import type { News } from '../domain/news.ts';
import type { EventStore, LeasedEvent } from '../ports.ts';

type Dependencies = { store: EventStore; news: News; clock: Clock; metrics: BrokerMetrics };

export type FetchDeliveries = (group: ConsumerGroup, limit: number, signal: AbortSignal) => Promise<LeasedEvent[]>;

/** Answers nothing after the heartbeat, so that its caller can tell an empty log from a lost one. */
export function makeFetchDeliveries({ store, news, clock, metrics }: Dependencies): FetchDeliveries {
  /** Whoever asked has gone: what was just leased must not wait until the lease runs out. */
  async function giveBack(group: string, leased: readonly LeasedEvent[]): Promise<LeasedEvent[]> {
    const reason = 'the consumer went away';
    await store.settle(group, leased.map(({ sequence, lease }) => ({ outcome: 'nak', sequence, lease, reason, unavailable: true })), clock()); // prettier-ignore
    news.tell();
    return [];
  }

  return async (group, limit, signal) => {
    const until = clock().getTime() + HEARTBEAT_MILLIS;
    for (;;) {
      if (news.isOver) throw unavailable('The broker is stopping.');
      if (signal.aborted) return [];
      const seen = news.count;
      const leased = await store.lease(group, limit, clock());
      if (leased.length > 0 && signal.aborted) return giveBack(group.name, leased);
      const now = clock().getTime();
      metrics.delivered.inc({ group: group.name }, leased.length);
      if (leased.length > 0 || now >= until) return leased;
      await news.since(seen, Math.min(until, store.nextDue(group.name)?.getTime() ?? until) - now, signal);
    }
  };
}
