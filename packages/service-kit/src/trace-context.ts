/** W3C Trace Context: parsing, making and formatting `traceparent`. */
import { randomUUID } from 'node:crypto';

/** `traceId` 32 and `spanId` 16 lower-case hex digits; `parentId` is the caller's span. */
export type SpanContext = { traceId: string; spanId: string; parentId?: string; sampled: boolean };

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A new span: a child of the caller's where `traceparent` is valid, else the root of a trace of its own. */
export function newSpan(traceparent?: string): SpanContext {
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  const [, traceId, parentId, flags] = match ?? [];
  const spanId = randomHex();
  if (!traceId || !parentId || /^0+$/.test(traceId) || /^0+$/.test(parentId)) {
    return { traceId: randomHex() + randomHex(), spanId, sampled: true };
  }
  return { traceId, spanId, parentId, sampled: (Number.parseInt(flags ?? '01', 16) & 1) === 1 };
}

/** 64 random bits: what is random at both ends of a version 4 UUID, of which Node keeps a stock. */
function randomHex(): string {
  const id = randomUUID();
  return id.slice(0, 8) + id.slice(-8);
}

export function formatTraceparent(span: SpanContext): string {
  return `00-${span.traceId}-${span.spanId}-${span.sampled ? '01' : '00'}`;
}
