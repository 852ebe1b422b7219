/** Deletes for good what has been in the trash for long enough, of everybody. */
import type { Clock } from '@keep/service-kit/clock';
import type { StoredNote } from '../domain/note.ts';
import type { NoteRepository } from '../ports.ts';
import { forgetful } from './handle-once.ts';
import type { RemoveNote } from './remove-note.ts';

/** How many are deleted side by side, sharing a commit. */
const CHUNK = 50;

type Dependencies = { notes: NoteRepository; removeNote: RemoveNote; clock: Clock; trashDays: number };

export function makeEmptyTrash({ notes, removeNote, clock, trashDays }: Dependencies) {
  /** Answers how many notes went. */
  return async (): Promise<number> => {
    const before = new Date(clock().getTime() - trashDays * 86_400_000);
    const isStillDue = (note: StoredNote | undefined): note is StoredNote =>
      note !== undefined && note.content.trashedAt !== null && new Date(note.content.trashedAt) < before;
    let count = 0;
    for (;;) {
      const due = await notes.trashedBefore(before, CHUNK);
      const removals = await Promise.all(
        due.map(({ ownerId, noteId }) =>
          removeNote({ userId: ownerId, noteId, remember: forgetful, shouldGo: isStillDue }),
        ),
      );
      count += removals.filter(Boolean).length;
      if (due.length < CHUNK) return count;
    }
  };
}
