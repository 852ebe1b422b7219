/** Answers made of stored events: they are JSON already, so they are joined and not parsed. */
import type { LeasedEvent, StoredEvent } from '../ports.ts';
import type { StoredPage } from '../use-cases/read-events.ts';

export function presentDeliveries(deliveries: readonly LeasedEvent[]): string {
  return `{"deliveries":[${deliveries.map(one => `{${fields(one)},"lease":"${one.lease}"}`).join(',')}]}`;
}

export function presentPage({ logId, events, next }: StoredPage): string {
  return `{"logId":"${logId}","next":${next},"events":[${events.map(one => `{${fields(one)}}`).join(',')}]}`;
}

function fields({ sequence, text }: StoredEvent): string {
  return `"sequence":${sequence},"event":${text}`;
}
