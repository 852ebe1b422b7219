/** Takes an import back: notes that were never edited go for good, the others are kept and named. */
import type { Actor } from '@keep/service-kit/actor';
import { notFound } from '@keep/service-kit/app-error';
import type { StoredNote } from '../domain/note.ts';
import type { ImportRepository, NoteRepository } from '../ports.ts';
import { forgetful, type Remember, wasSaved } from './handle-once.ts';
import type { RemoveNote } from './remove-note.ts';

/** How many notes go side by side, sharing a commit. Interrupted in between, undoing it again goes on. */
const CHUNK = 50;

export type UndoneImport = { removed: number; kept: { id: string; title: string }[] };

type Dependencies = { notes: NoteRepository; imports: ImportRepository; removeNote: RemoveNote };

export function makeUndoImport({ notes, imports, removeNote }: Dependencies) {
  async function removeUnedited(userId: string, importId: string): Promise<number> {
    // Somebody else's is no part of the import any more.
    const isUnedited = (note: StoredNote | undefined): note is StoredNote =>
      note?.content.revision === 1 && note.importId === importId;
    let removed = 0;
    for (;;) {
      const noteIds = await notes.unedited(userId, importId, CHUNK);
      const removals = await Promise.all(
        noteIds.map(noteId => removeNote({ userId, noteId, remember: forgetful, shouldGo: isUnedited })),
      );
      removed += removals.filter(Boolean).length;
      if (noteIds.length < CHUNK) return removed;
    }
  }

  return async ({ userId }: Actor, importId: string, remember: Remember<UndoneImport>): Promise<UndoneImport> => {
    if (!(await imports.exists(userId, importId))) throw notFound();
    const removed = await removeUnedited(userId, importId);
    const undone = { removed, kept: await imports.notes(userId, importId) };
    const outcome = await imports.close(userId, importId, { userId, events: [], request: remember(undone) });
    if (outcome !== 'id-taken') wasSaved(outcome);
    return undone;
  };
}
