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

/** Registers the gateway's metrics. Gauges are read when they are asked for. */
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
  registerGauges(registry, { metrics, upstreams, openStreams, now });
  return metrics;
}

type Seen = {
  metrics: Pick<GatewayMetrics, 'inFlight'>;
  upstreams: readonly Upstream[];
  openStreams: { readonly size: number };
  now: () => number;
};

function registerGauges(registry: Metrics['registry'], { metrics, upstreams, openStreams, now }: Seen): void {
  type Sample = [labels: Record<string, string>, value: number];
  const gauge = (name: string, help: string, labelNames: string[], read: () => Sample[]) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        for (const [labels, value] of read()) this.set(labels, value);
      },
    });
  gauge('gateway_in_flight', 'Requests being handled', [], () => [[{}, metrics.inFlight]]);
  gauge('gateway_open_streams', 'Streams that pass through', [], () => [[{}, openStreams.size]]);
  gauge('gateway_breaker_state', '0 closed, 1 half-open, 2 open', ['upstream', 'requests'], () =>
    upstreams.flatMap(({ name, breakers }) =>
      (['reads', 'writes'] as const).map((requests): Sample => {
        const state = breakers?.[requests].state(now()) ?? 'closed';
        return [{ upstream: name, requests }, BREAKER_STATES.indexOf(state)];
      }),
    ),
  );
  gauge(
    'gateway_replicas',
    'Known replicas, by upstream and whether they are in service or ejected',
    ['upstream', 'state'],
    () =>
      upstreams.flatMap(({ name, members }): Sample[] => {
        const ejected = members.filter(({ ejection }) => ejection.isOut(now())).length;
        return [
          [{ upstream: name, state: 'ejected' }, ejected],
          [{ upstream: name, state: 'in-service' }, members.length - ejected],
        ];
      }),
  );
}
