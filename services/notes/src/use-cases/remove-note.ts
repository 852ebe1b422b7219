/** What every deletion for good shares: the person's own, the emptied trash, an import taken back. */
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { StoredNote } from '../domain/note.ts';
import type { NoteRepository } from '../ports.ts';
import { type Remember, wasSaved } from './handle-once.ts';
import { noteDeletedEvent } from './note-event.ts';

const ATTEMPTS = 10;

type RemoveRequest = {
  userId: string;
  noteId: string;
  /** Asked when the deletion is about to be saved. */
  remember: Remember<void>;
  /** Called anew for each attempt; false leaves the note alone. Throws what refuses the deletion. */
  shouldGo: (note: StoredNote | undefined) => note is StoredNote;
};

export function makeRemoveNote({ notes, clock }: { notes: NoteRepository; clock: Clock }) {
  return async ({ userId, noteId, remember, shouldGo }: RemoveRequest): Promise<boolean> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const note = await notes.find(userId, noteId);
      if (!shouldGo(note)) return false;
      const events = [noteDeletedEvent(note, userId, clock())];
      const outcome = await notes.save({ previous: note, next: undefined }, { userId, events, request: remember() });
      if (outcome !== 'id-taken' && wasSaved(outcome)) return true;
    }
    throw unavailable('The note is being changed by many at once.');
  };
}

export type RemoveNote = ReturnType<typeof makeRemoveNote>;
