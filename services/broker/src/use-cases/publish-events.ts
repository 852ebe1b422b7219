/** Appends events to the log and wakes those who wait for them. */
import { EVENT_LIMIT, type EventEnvelope } from '@keep/contracts/event-envelope';
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { newSpan } from '@keep/service-kit/trace-context';
import type { Tracer } from '@keep/service-kit/tracing';
import type { BrokerMetrics } from '../broker-metrics.ts';
import type { News } from '../domain/news.ts';
import type { EventStore } from '../ports.ts';

type Dependencies = { store: EventStore; news: News; clock: Clock; tracer: Tracer; metrics: BrokerMetrics };

export type PublishEvents = (events: readonly EventEnvelope[]) => Promise<{ logId: string }>;

/** Resolves when all are on the disk. An event whose id is in the log is passed over. Throws 413 for one above 512 KiB. */
export function makePublishEvents({ store, news, clock, tracer, metrics }: Dependencies): PublishEvents {
  return async events => {
    events.forEach(assertSize);
    const start = clock();
    const added = await store.append(events, start);
    for (const event of added) record(tracer, event, start, clock());
    metrics.published.inc(added.length);
    if (added.length > 0) news.tell();
    return { logId: store.logId };
  };
}

function assertSize(event: EventEnvelope): void {
  if (Buffer.byteLength(JSON.stringify(event)) <= EVENT_LIMIT) return;
  throw new AppError('too-large', 'body-too-large', `The event ${event.id} has more than ${EVENT_LIMIT} bytes.`);
}

/** The stay in the log is a span of the trace that the event belongs to. */
function record(tracer: Tracer, { traceparent, type, id }: EventEnvelope, start: Date, end: Date): void {
  if (traceparent === undefined) return;
  const attributes = { 'keep.event_id': id };
  tracer.record({
    span: newSpan(traceparent),
    name: `publish ${type}`,
    kind: 'producer',
    start: start.getTime(),
    end: end.getTime(),
    attributes,
    failed: false,
  });
}
