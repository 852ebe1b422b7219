/** What every change of a note shares: read it, decide, save it if nobody was quicker, else decide anew. */
import type { EventContract } from '@keep/contracts/event-envelope';
import type { noteSnapshot } from '@keep/contracts/notes-events';
import { notFound, unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { changed, type NoteDelta, type Placement, type StoredNote } from '../domain/note.ts';
import type { NoteRepository, NoteView, RequestRepository } from '../ports.ts';
import { type Remember, rememberOnly, wasSaved } from './handle-once.ts';
import { noteEvent } from './note-event.ts';
import { noteView } from './note-view.ts';

const ATTEMPTS = 10;

/** The note as its actor has it. */
export type OwnNote = { note: StoredNote; placement: Placement };

/** What shall change, and the event that tells of it; undefined when everything is so already. */
export type Decision = { delta: NoteDelta; event: EventContract<typeof noteSnapshot> } | undefined;

export type ChangeDependencies = { notes: NoteRepository; requests: RequestRepository; clock: Clock };

export type ChangeRequest = {
  userId: string;
  noteId: string;
  remember: Remember<NoteView>;
  /** Called anew for each attempt. Throws what refuses the change. */
  decide: (own: OwnNote, now: Date) => Decision | Promise<Decision>;
};

export function makeChangeNote({ notes, requests, clock }: ChangeDependencies) {
  return async ({ userId, noteId, remember, decide }: ChangeRequest): Promise<NoteView> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const now = clock();
      const own = await findOwn(notes, userId, noteId);
      const decision = await decide(own, now);
      if (!decision) {
        const view = noteView(own.note, userId);
        await rememberOnly(requests, userId, remember(view, noteId));
        return view;
      }
      const next = changed(own.note, userId, decision.delta);
      const view = noteView(next, userId);
      const events = [noteEvent(decision.event, next, userId, now)];
      const outcome = await notes.save(
        { previous: own.note, next },
        { userId, events, request: remember(view, noteId) },
      );
      if (outcome !== 'id-taken' && wasSaved(outcome)) return view;
    }
    throw unavailable('The note is being changed by many at once.');
  };
}

export type ChangeNote = ReturnType<typeof makeChangeNote>;

/** The note on this person's board, or a 404. */
export async function findOwn(notes: NoteRepository, userId: string, noteId: string): Promise<OwnNote> {
  const note = await notes.find(userId, noteId);
  const own = note?.placements.get(userId);
  if (!note || !own) throw notFound();
  return { note, placement: own.placement };
}
