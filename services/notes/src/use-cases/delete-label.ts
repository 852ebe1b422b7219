/**
 * Deletes a label: first it is taken off the notes that carry it, some at a time, each with its own event; once none is
 * left, the label itself goes. Interrupted in between, it is a label on fewer notes, and deleting it again goes on.
 */
import { labelDeleted, notePlaced } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { AppError, notFound, unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { placed } from '../domain/placement.ts';
import type { LabelRepository, NoteRepository } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import { forgetful, type Remember, wasSaved } from './handle-once.ts';
import { labelEvent } from './label-event.ts';

/** How many notes are changed side by side, sharing a commit. */
const CHUNK = 50;
/** How often the label may be put on a note again meanwhile. */
const ATTEMPTS = 10;

type Dependencies = { labels: LabelRepository; notes: NoteRepository; changeNote: ChangeNote; clock: Clock };

export function makeDeleteLabel({ labels, notes, changeNote, clock }: Dependencies) {
  async function takeOff(actor: Actor, labelId: string): Promise<void> {
    for (;;) {
      const noteIds = await notes.labelled(actor.userId, labelId, CHUNK);
      await Promise.all(noteIds.map(noteId => takeOffNote(actor, labelId, noteId)));
      if (noteIds.length < CHUNK) return;
    }
  }

  async function takeOffNote(actor: Actor, labelId: string, noteId: string): Promise<void> {
    try {
      await changeNote({
        actor,
        noteId,
        evenHidden: true,
        remember: forgetful,
        decide: ({ placement }) =>
          placement.labelIds.includes(labelId)
            ? { delta: { placement: placed(placement, { removeLabelIds: [labelId] }) }, event: notePlaced }
            : undefined,
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'not-found') throw error;
    }
  }

  return async (actor: Actor, labelId: string, remember: Remember<void>): Promise<void> => {
    const { userId } = actor;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const label = await labels.find(userId, labelId);
      if (!label) throw notFound();
      await takeOff(actor, labelId);
      const now = clock();
      const events = [labelEvent(labelDeleted, userId, { ...label, version: label.version + 1 }, now)];
      const outcome = await labels.save({ previous: label, next: undefined }, { userId, events, request: remember() });
      if (outcome !== 'id-taken' && wasSaved(outcome)) return;
    }
    throw unavailable('The label is being put on notes all the time.');
  };
}
