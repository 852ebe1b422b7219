/** What auth listens to. */
import { anyonesSubject } from '@keep/contracts/event-envelope';
import type { ConsumerGroup, EventBus, EventHandler, Subscription } from '@keep/service-kit/event-bus';

/** Hears the answers of the services that take part in an erasure. */
export function subscribe(bus: EventBus, participants: readonly string[], onUserErased: EventHandler): Subscription[] {
  if (participants.length === 0) return [];
  const subjects = participants.map(service => anyonesSubject(`${service}.user-erased.v1`));
  const group: ConsumerGroup = { name: 'auth.deletion', subjects };
  return [bus.consume(group, onUserErased)];
}
