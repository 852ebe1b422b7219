/** What every use case of the broker is made from. */
import type { Clock } from '@keep/service-kit/clock';
import type { Logger } from '@keep/service-kit/logger';
import type { Tracer } from '@keep/service-kit/tracing';
import type { BrokerMetrics } from './broker-metrics.ts';
import type { News } from './domain/news.ts';
import type { EventStore } from './ports.ts';

export type BrokerDependencies = {
  store: EventStore;
  news: News;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
  metrics: BrokerMetrics;
};
