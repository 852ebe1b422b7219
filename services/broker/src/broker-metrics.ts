/** What the broker counts, beside what every service does. */
import { Counter, Gauge, type Metrics } from '@keep/service-kit/metrics';
import type { EventStore } from './ports.ts';

export type BrokerMetrics = ReturnType<typeof createBrokerMetrics>;

/** The log itself is measured when somebody asks. */
export function createBrokerMetrics({ registry }: Metrics, store: EventStore) {
  const registers = [registry];
  const bytes = new Gauge({ name: 'broker_log_bytes', help: 'Size of the log on disk', registers, collect: measure });
  const lag = new Gauge({
    name: 'broker_group_lag',
    help: 'Events not acknowledged',
    labelNames: ['group'],
    registers,
  });

  function measure(): void {
    bytes.set(store.bytes());
    lag.reset();
    for (const group of store.groups()) lag.set({ group: group.name }, group.lag);
  }
  const perGroup = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['group'] as const, registers });
  return {
    published: new Counter({ name: 'broker_published_total', help: 'Events appended to the log', registers }),
    delivered: perGroup('broker_delivered_total', 'Events leased to consumers, each time counted'),
    refused: perGroup('broker_refused_total', 'Deliveries that a consumer could not handle'),
    deadLettered: perGroup('broker_dead_letters_total', 'Events put aside after eight failures'),
  };
}
