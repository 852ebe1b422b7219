/** Appends events to the log and wakes those who wait for them. */
import { EVENT_LIMIT, type EventEnvelope } from '@keep/contracts/event-envelope';
import { AppError } from '@keep/service-kit/app-error';
import { newSpan } from '@keep/service-kit/trace-context';
import type { BrokerDependencies } from '../broker-dependencies.ts';

/** Resolves when all are on the disk. An event whose id is in the log is passed over. Throws 413 for one above 512 KiB. */
export function makePublishEvents({ store, news, clock, tracer, metrics }: BrokerDependencies) {
  return async (events: readonly EventEnvelope[]): Promise<{ logId: string }> => {
    events.forEach(assertSize);
    const now = clock();
    const added = await store.append(events, now);
    const [start, end] = [now.getTime(), clock().getTime()];
    for (const { type, traceparent } of added) {
      tracer.record({ span: newSpan(traceparent), name: `publish ${type}`, kind: 'producer', start, end, attributes: {}, failed: false }); // prettier-ignore
    }
    metrics.published.inc(added.length);
    news.tell();
    return { logId: store.logId };
  };
}

function assertSize(event: EventEnvelope): void {
  if (Buffer.byteLength(JSON.stringify(event)) <= EVENT_LIMIT) return;
  throw new AppError('too-large', 'body-too-large', `The event ${event.id} has more than ${EVENT_LIMIT} bytes.`);
}
