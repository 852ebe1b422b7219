/** What the broker counts, beside what every service does. */
import { Counter, Gauge, type Metrics } from '@keep/service-kit/metrics';
import type { EventStore } from './ports.ts';

export type BrokerMetrics = {
  published: Counter;
  delivered: Counter<'group'>;
  refused: Counter<'group'>;
  deadLettered: Counter<'group'>;
};

/** Gauges of the log are read when somebody asks for them. */
export function createBrokerMetrics({ registry }: Metrics, store: EventStore): BrokerMetrics {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({ name, help, registers, collect() { this.set(read()); } }); // prettier-ignore
  gauge('broker_log_events', 'Events in the log', () => store.status().events);
  gauge('broker_log_bytes', 'Size of the log on disk', () => store.status().bytes);
  new Gauge({
    name: 'broker_group_lag',
    help: 'Events that a group has not acknowledged yet, dead letters apart',
    labelNames: ['group'],
    registers,
    collect() {
      this.reset();
      for (const { name, lag } of store.groups()) this.set({ group: name }, lag);
    },
  });
  const perGroup = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['group'] as const, registers });
  return {
    published: new Counter({ name: 'broker_published_total', help: 'Events appended to the log', registers }),
    delivered: perGroup('broker_delivered_total', 'Events leased to consumers, each time counted'),
    refused: perGroup('broker_refused_total', 'Deliveries that a consumer could not handle'),
    deadLettered: perGroup('broker_dead_letters_total', 'Events put aside after eight failures'),
  };
}
