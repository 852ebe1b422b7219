/** The Prometheus metrics that every service has; a service adds its own to the same registry. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export { Counter, Gauge, Histogram };

export type Metrics = {
  registry: Registry;
  /** Seconds, by method, route (the contract's path, never the real one) and status. */
  httpDuration: Histogram<'method' | 'route' | 'status'>;
};

/** `processMetrics` is off where several services share one process. */
export function createMetrics(service: string, processMetrics = true): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const httpDuration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  return { registry, httpDuration };
}
