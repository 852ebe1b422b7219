/** What creating and copying share: a new note under an id that may be its caller's choice. */
import { noteCreated } from '@keep/contracts/notes-events';
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { type NewNote, newNote } from '../domain/new-note.ts';
import { idTaken } from '../domain/note-errors.ts';
import type { NoteRepository, NoteView, RequestRepository } from '../ports.ts';
import { type Remember, rememberOnly, wasSaved } from './handle-once.ts';
import { noteEvent } from './note-event.ts';
import { noteView } from './note-view.ts';

const ATTEMPTS = 5;

/** `isNew` is false when the same creation has made the note before. */
export type AddedNote = { noteId: string; view: NoteView; isNew: boolean };

export type AddDependencies = { notes: NoteRepository; requests: RequestRepository; clock: Clock };

type AddRequest = {
  ownerId: string;
  ownerName: string | undefined;
  noteId: string;
  creationFingerprint: string;
  remember: Remember<AddedNote>;
  /** Called for each attempt, when there is no such note yet. Throws what refuses the creation. */
  prepare: (now: Date) => Promise<Omit<NewNote, 'id' | 'ownerId' | 'ownerName' | 'version' | 'creationFingerprint'>>;
};

export function makeAddNote({ notes, requests, clock }: AddDependencies) {
  async function existing({
    ownerId,
    noteId,
    creationFingerprint,
    remember,
  }: AddRequest): Promise<AddedNote | undefined> {
    const note = await notes.find(ownerId, noteId);
    if (!note) return undefined;
    if (note.content.ownerId !== ownerId || note.creationFingerprint !== creationFingerprint) throw idTaken();
    const found = { noteId, view: noteView(note, ownerId), isNew: false };
    await rememberOnly(requests, ownerId, remember(found));
    return found;
  }

  return async (request: AddRequest): Promise<AddedNote> => {
    const { ownerId, ownerName, noteId, creationFingerprint, remember, prepare } = request;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = await existing(request);
      if (found) return found;
      const now = clock();
      const version = (await notes.lastVersion(noteId)) + 1;
      const note = newNote({ ...(await prepare(now)), id: noteId, ownerId, ownerName, version, creationFingerprint });
      const added = { noteId, view: noteView(note, ownerId), isNew: true };
      const outcome = await notes.save(
        { previous: undefined, next: note },
        { userId: ownerId, events: [noteEvent(noteCreated, note, ownerId, now)], request: remember(added) },
      );
      if (outcome === 'id-taken') {
        const twin = await existing(request);
        if (twin) return twin;
        throw idTaken();
      }
      if (wasSaved(outcome)) return added;
    }
    throw unavailable('The note could not be made right now.');
  };
}
