/** The event that tells of a change of a label. */
import type { EventContract, EventEnvelope } from '@keep/contracts/event-envelope';
import type { labelCreated } from '@keep/contracts/notes-events';
import { makeEvent } from '@keep/service-kit/make-event';
import type { Label } from '../domain/label.ts';

export function labelEvent(
  contract: EventContract<(typeof labelCreated)['data']>,
  userId: string,
  { id: labelId, name, version }: Label,
  now: Date,
): EventEnvelope {
  return makeEvent(contract, userId, { labelId, userId, name, version }, { source: 'keep/notes', now });
}
