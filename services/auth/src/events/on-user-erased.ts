/** A service has erased its part of a person. */
import { userErased } from '@keep/contracts/notes-events';
import type { Clock } from '@keep/service-kit/clock';
import type { EventHandler } from '@keep/service-kit/event-bus';
import type { DeletionRepository } from '../ports.ts';

export type OnUserErasedDependencies = { deletions: DeletionRepository; clock: Clock; onRecorded: () => void };

/** The participant is the service that the event's type begins with; every service words this event alike. */
export function makeOnUserErased({ deletions, clock, onRecorded }: OnUserErasedDependencies): EventHandler {
  return async event => {
    const { userId } = userErased.data.parse(event.data);
    const participant = event.type.slice(0, event.type.indexOf('.'));
    await deletions.recordAnswer(userId, participant, event.id, clock());
    onRecorded();
  };
}
