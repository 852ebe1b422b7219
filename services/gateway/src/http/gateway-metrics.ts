/** What the gateway shows of itself in `/metrics`, beside what every service does. */
import { Counter, Gauge, Histogram, type Metrics } from '@keep/service-kit/metrics';
import type { ForwardEvents } from '../use-cases/forward-request.ts';
import type { Upstream } from '../use-cases/upstream.ts';

export type GatewayMetrics = {
  /** Requests being handled. Read at each request, so it is a plain number that the gauge reads in turn. */
  inFlight: number;
  shed: Counter<'reason'>;
  rateLimited: Counter<'by'>;
  /** Requests turned away before routing, by problem code. */
  refused: Counter<'code'>;
  forwardEvents: ForwardEvents;
};

const BREAKER_STATES = ['closed', 'half-open', 'open'] as const;

/** Registers the gateway's metrics. Gauges are read from `upstreams` when they are asked for. */
export function createGatewayMetrics(
  { registry }: Metrics,
  upstreams: readonly Upstream[],
  openStreams: { readonly size: number },
  now: () => number,
): GatewayMetrics {
  const registers = [registry];
  const attempts = new Histogram({
    name: 'gateway_upstream_seconds',
    help: 'How long attempts at replicas took, by upstream and outcome',
    labelNames: ['upstream', 'outcome'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const retries = new Counter({
    name: 'gateway_retries_total',
    help: 'Retries wanted, by upstream, and whether the budget granted them',
    labelNames: ['upstream', 'granted'],
    registers,
  });
  const held = new Counter({
    name: 'gateway_held_total',
    help: 'Requests that waited while nobody listened, by upstream, and whether they went on',
    labelNames: ['upstream', 'went_on'],
    registers,
  });
  const metrics: GatewayMetrics = {
    inFlight: 0,
    shed: new Counter({
      name: 'gateway_shed_total',
      help: 'Requests refused for load',
      labelNames: ['reason'],
      registers,
    }),
    rateLimited: new Counter({
      name: 'gateway_rate_limited_total',
      help: 'Requests refused for their rate, by address or user',
      labelNames: ['by'],
      registers,
    }),
    refused: new Counter({
      name: 'gateway_refused_total',
      help: 'Requests refused before routing, by problem code',
      labelNames: ['code'],
      registers,
    }),
    forwardEvents: {
      attempted: (upstream, { kind }, ms) => attempts.observe({ upstream, outcome: kind }, ms / 1000),
      retried: (upstream, granted) => retries.inc({ upstream, granted: String(granted) }),
      held: (upstream, wentOn) => held.inc({ upstream, went_on: String(wentOn) }),
    },
  };
  registerGauges(metrics, registry, upstreams, now);
  registry.registerMetric(
    new Gauge({
      name: 'gateway_open_streams',
      help: 'Streams that pass through',
      collect() {
        this.set(openStreams.size);
      },
      registers: [],
    }),
  );
  return metrics;
}

function registerGauges(
  metrics: GatewayMetrics,
  registry: Metrics['registry'],
  upstreams: readonly Upstream[],
  now: () => number,
): void {
  registry.registerMetric(
    new Gauge({
      name: 'gateway_in_flight',
      help: 'Requests being handled',
      collect() {
        this.set(metrics.inFlight);
      },
      registers: [],
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'gateway_breaker_state',
      help: '0 closed, 1 half-open, 2 open',
      labelNames: ['upstream', 'requests'],
      collect() {
        for (const { name, breakers } of upstreams)
          for (const requests of ['reads', 'writes'] as const)
            this.set(
              { upstream: name, requests },
              BREAKER_STATES.indexOf(breakers?.[requests].state(now()) ?? 'closed'),
            );
      },
      registers: [],
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'gateway_replicas',
      help: 'Known replicas, by upstream and whether they are in service or ejected',
      labelNames: ['upstream', 'state'],
      collect() {
        for (const { name, members } of upstreams) {
          const ejected = members.filter(({ ejection }) => ejection.isOut(now())).length;
          this.set({ upstream: name, state: 'ejected' }, ejected);
          this.set({ upstream: name, state: 'in-service' }, members.length - ejected);
        }
      },
      registers: [],
    }),
  );
}
