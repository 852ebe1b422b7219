/**
 * Takes labels that were deleted off the notes that carried them: some notes at a time, each in a transaction of its own
 * with its event. What is left to do is in the store: any replica goes on with it, and two at once do no harm.
 */
import { notePlaced } from '@keep/contracts/notes-events';
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { changed } from '../domain/changed.ts';
import { placed } from '../domain/placement.ts';
import type { LabelRemoval, LabelRepository, NoteRepository } from '../ports.ts';
import { noteEvent } from './note-event.ts';

/** How many notes of a label are changed side by side, sharing a commit. */
const CHUNK = 50;
/** How many labels are worked on side by side. */
const LABELS = 10;
const ATTEMPTS = 30;

type Dependencies = { labels: LabelRepository; notes: NoteRepository; clock: Clock };

/** One step for one label; answers whether there may be more. */
export function makeTakeLabelOff({ labels, notes, clock }: Dependencies) {
  /** Whether it is off, by whomever; false where its person is being erased, with all that is theirs. */
  async function takeOffNote({ userId, labelId }: LabelRemoval, noteId: string): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const note = await notes.findEvenHidden(userId, noteId);
      const placement = note?.placements.get(userId)?.placement;
      if (!note || !placement?.labelIds.includes(labelId)) return true;
      const next = changed(note, userId, { placement: placed(placement, { removeLabelIds: [labelId] }) });
      const events = [noteEvent(notePlaced, next, userId, clock(), note)];
      const outcome = await notes.save({ previous: note, next }, { userId, events, request: undefined });
      if (outcome !== 'clash') return outcome === 'saved';
    }
    throw unavailable('The note is being changed by many at once.');
  }

  return async (removal: LabelRemoval): Promise<boolean> => {
    const noteIds = await notes.labelled(removal.userId, removal.labelId, CHUNK);
    if (noteIds.length === 0) await labels.endRemoval(removal.labelId);
    const taken = await Promise.all(noteIds.map(noteId => takeOffNote(removal, noteId)));
    return taken.includes(true);
  };
}

export type TakeLabelOff = ReturnType<typeof makeTakeLabelOff>;

/** In turns, so that a label on many notes does not keep the others waiting. */
export function makeTakeLabelsOff({ labels, takeLabelOff }: { labels: LabelRepository; takeLabelOff: TakeLabelOff }) {
  return async (): Promise<void> => {
    let hasMore: boolean;
    do {
      const steps = await Promise.allSettled((await labels.removals(LABELS)).map(takeLabelOff));
      for (const step of steps) if (step.status === 'rejected') throw step.reason;
      hasMore = steps.some(step => step.status === 'fulfilled' && step.value);
    } while (hasMore);
  };
}
