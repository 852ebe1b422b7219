/** Logs, counts and traces each request when it ends: never its query, its token or what it carries. */
import type { Logger } from '@keep/service-kit/logger';
import type { Metrics } from '@keep/service-kit/metrics';
import type { Tracer } from '@keep/service-kit/tracing';
import { type Exchange, statusOf } from './exchange.ts';
import { isKnownMethod } from './refuse-malformed.ts';

export type Observers = { logger: Logger; metrics: Metrics; tracer: Tracer };

export function observe(exchange: Exchange, { logger, metrics, tracer }: Observers): void {
  const { requestId, span, route, userId, startedAt, openedAt } = exchange;
  const end = Date.now();
  const status = statusOf(exchange);
  const method = isKnownMethod(exchange.method) ? exchange.method : 'OTHER';
  metrics.httpDuration.observe({ method, route, status: String(status) }, ((openedAt ?? end) - startedAt) / 1000);
  logger.info({ method, route, status, ms: end - startedAt, requestId, traceId: span.traceId, userId }, 'request');
  tracer.record({
    span,
    name: `${method} ${route}`,
    kind: 'server',
    start: startedAt,
    end,
    attributes: { 'http.response.status_code': status, 'keep.request_id': requestId },
    failed: status >= 500,
  });
}
