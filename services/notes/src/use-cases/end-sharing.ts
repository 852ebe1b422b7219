/** Takes an erased person out of everything that is shared: their memberships end, and their notes go or get another owner. */
import { noteShared } from '@keep/contracts/notes-events';
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { type Heir, heirsOf, inherited, withoutPerson } from '../domain/inheritance.ts';
import { changed } from '../domain/changed.ts';
import type { NoteDelta, StoredNote } from '../domain/note.ts';
import type { ErasureStore, NoteRepository, SaveOutcome } from '../ports.ts';
import { noteErasedEvent, noteEvent } from './note-event.ts';

/** Notes that are looked at in one step, and changed side by side. Interrupted in between, the erasure begins again. */
const CHUNK = 100;
const ATTEMPTS = 10;

/** What the person wants for the notes that others have from them. */
export type SharedNotesWish = 'remove' | 'hand-over';
type Person = { userId: string; sharedNotes: SharedNotesWish };
type Dependencies = { notes: NoteRepository; erasure: ErasureStore; clock: Clock };

export function makeEndSharing({ notes, erasure, clock }: Dependencies) {
  async function heirTo(note: StoredNote): Promise<Heir | undefined> {
    for (const heir of heirsOf(note)) if (!(await erasure.isBarred(heir.userId))) return heir;
    return undefined;
  }

  /** Undefined where the note goes. What its owner threw away is nobody's to inherit. */
  async function deltaOf(note: StoredNote, { userId, sharedNotes }: Person): Promise<NoteDelta | undefined> {
    if (note.content.ownerId !== userId) return withoutPerson(note, userId);
    const isKept = sharedNotes === 'hand-over' && note.content.trashedAt === null;
    const heir = isKept ? await heirTo(note) : undefined;
    return heir && inherited(note, heir);
  }

  async function attempt(noteId: string, person: Person): Promise<SaveOutcome | undefined> {
    const { userId } = person;
    const note = await notes.findEvenHidden(userId, noteId);
    if (!note) return undefined;
    const [now, delta] = [clock(), await deltaOf(note, person)];
    const next = delta && changed(note, userId, delta);
    const event = next ? noteEvent(noteShared, next, userId, now, note) : noteErasedEvent(note, userId, now);
    return notes.save({ previous: note, next }, { userId, events: [event], request: undefined, isErasure: true });
  }

  async function leave(noteId: string, person: Person): Promise<void> {
    for (let tried = 0; tried < ATTEMPTS; tried += 1) if ((await attempt(noteId, person)) !== 'clash') return;
    throw unavailable('The note is being changed by many at once.');
  }

  return async (person: Person): Promise<void> => {
    let after: string | undefined;
    do {
      const { noteIds, next } = await erasure.sharedNotes(person.userId, after, CHUNK);
      await Promise.all(noteIds.map(noteId => leave(noteId, person)));
      after = next;
    } while (after !== undefined);
  };
}

export type EndSharing = ReturnType<typeof makeEndSharing>;
