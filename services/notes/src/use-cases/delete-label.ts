/**
 * Deletes a label: it is gone at once, and with it goes the note of what is left to do, which is to take it off the notes
 * that carried it. Where these are few they are done before the answer, else in the background.
 */
import { labelDeleted } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { notFound, unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { LabelRepository } from '../ports.ts';
import { type Remember, wasSaved } from './handle-once.ts';
import { labelEvent } from './label-event.ts';
import type { TakeLabelOff } from './take-labels-off.ts';

const ATTEMPTS = 10;
/** Of taking it off notes, before the answer. */
const STEPS = 3;

type Dependencies = { labels: LabelRepository; takeLabelOff: TakeLabelOff; clock: Clock };

export function makeDeleteLabel({ labels, takeLabelOff, clock }: Dependencies) {
  async function remove(userId: string, labelId: string, remember: Remember<void>): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const label = await labels.find(userId, labelId);
      if (!label) throw notFound();
      const events = [labelEvent(labelDeleted, userId, { ...label, version: label.version + 1 }, clock())];
      const outcome = await labels.save({ previous: label, next: undefined }, { userId, events, request: remember() });
      if (outcome !== 'id-taken' && wasSaved(outcome)) return;
    }
    throw unavailable('The label is being changed by many at once.');
  }

  async function takeOffSome(userId: string, labelId: string): Promise<void> {
    for (let step = 0; step < STEPS; step += 1) if (!(await takeLabelOff({ userId, labelId }))) return;
  }

  return async ({ userId }: Actor, labelId: string, remember: Remember<void>): Promise<void> => {
    await remove(userId, labelId, remember);
    // It is deleted whatever happens from here on; what fails is met again, and logged, in the background.
    await takeOffSome(userId, labelId).catch(() => undefined);
  };
}
