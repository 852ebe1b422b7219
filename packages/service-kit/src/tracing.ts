/**
 * Spans recorded by Keep itself and sent as OTLP/HTTP JSON: the OpenTelemetry SDK would cost more than half of the
 * throughput (see the decision on it). Without an endpoint nothing is recorded, only passed on.
 */
import { currentContext, runInContext } from './request-context.ts';
import { formatTraceparent, newSpan, type SpanContext } from './trace-context.ts';

export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';
export type Attributes = Record<string, string | number | boolean>;
type FinishedSpan = {
  span: SpanContext;
  name: string;
  kind: SpanKind;
  start: number;
  end: number;
  attributes: Attributes;
  failed: boolean;
};

const KIND_NUMBER: Record<SpanKind, number> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };
const MAX_WAITING = 4_096;
const BATCH = 512;

export class Tracer {
  readonly #service: string;
  readonly #endpoint: string | undefined;
  #waiting: FinishedSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Spans that were thrown away because the collector was too slow or down. */
  dropped = 0;

  /** `endpoint` is the collector's base address, as in `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  constructor(service: string, endpoint?: string) {
    this.#service = service;
    this.#endpoint = endpoint;
  }

  /** Runs `work` inside a child of the current span, or of `traceparent` where one is given. */
  async inSpan<T>(
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    work: () => Promise<T>,
    traceparent?: string,
  ): Promise<T> {
    const context = currentContext();
    const span = newSpan(traceparent ?? (context.span && formatTraceparent(context.span)));
    const start = Date.now();
    let failed = true;
    try {
      const result = await runInContext({ ...context, span }, work);
      failed = false;
      return result;
    } finally {
      this.record({ span, name, kind, start, end: Date.now(), attributes, failed });
    }
  }

  /** Keeps a finished span for the next batch. Times are milliseconds since the epoch. */
  record(finished: FinishedSpan): void {
    if (!this.#endpoint || !finished.span.sampled) return;
    if (this.#waiting.length >= MAX_WAITING) {
      this.dropped += 1;
      return;
    }
    this.#waiting.push(finished);
    this.#timer ??= setTimeout(() => void this.flush(), 1_000).unref();
  }

  /** Sends what waits; spans are lost, and counted, when the collector does not take them. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        const response = await fetch(`${this.#endpoint}/v1/traces`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(toOtlp(this.#service, batch)),
          signal: AbortSignal.timeout(5_000),
        });
        await response.arrayBuffer();
        if (!response.ok) this.dropped += batch.length;
      } catch {
        this.dropped += batch.length;
      }
    }
  }
}

/** `ExportTraceServiceRequest` of OTLP 1.x, JSON encoding: ids in hex, times in nanoseconds as decimal strings. */
export function toOtlp(service: string, spans: readonly FinishedSpan[]): unknown {
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeSpans: [{ scope: { name: 'keep' }, spans: spans.map(toOtlpSpan) }],
      },
    ],
  };
}

function toOtlpSpan({ span, name, kind, start, end, attributes, failed }: FinishedSpan): unknown {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentId && { parentSpanId: span.parentId }),
    name,
    kind: KIND_NUMBER[kind],
    startTimeUnixNano: `${start}000000`,
    endTimeUnixNano: `${end}000000`,
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: toOtlpValue(value) })),
    status: failed ? { code: 2 } : {},
  };
}

function toOtlpValue(value: string | number | boolean): unknown {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { doubleValue: value };
}
