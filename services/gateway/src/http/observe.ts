/** Logs, counts and traces each request when it ends: never its query, its token or what it carries. */
import type { LogRequest } from '@keep/service-kit/logger';
import type { Metrics } from '@keep/service-kit/metrics';
import type { Tracer } from '@keep/service-kit/tracing';
import { type Exchange, statusOf } from './exchange.ts';
import { isKnownMethod } from './refuse-malformed.ts';

export type Observers = { logRequest: LogRequest; metrics: Metrics; tracer: Tracer };

export function observe(exchange: Exchange, { logRequest, metrics, tracer }: Observers): void {
  const { requestId, span, route, userId, startedAt, openedAt } = exchange;
  const end = Date.now();
  const status = statusOf(exchange);
  const method = isKnownMethod(exchange.method) ? exchange.method : 'OTHER';
  metrics.httpDuration.observe({ method, route, status: String(status) }, ((openedAt ?? end) - startedAt) / 1000);
  logRequest({ requestId, span, userId, method, route, status, ms: end - startedAt });
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
