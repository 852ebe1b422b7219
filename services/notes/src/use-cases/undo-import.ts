/**
 * Takes an import back: notes that were never edited go for good, the others are kept and named. Then the labels go that
 * the import made, unless a person has renamed them or a note still carries them.
 */
import { labelDeleted } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { notFound } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { Label } from '../domain/label.ts';
import type { StoredNote } from '../domain/note.ts';
import type { ImportRepository, LabelRepository, NoteRepository } from '../ports.ts';
import { forgetful, type Remember, wasSaved } from './handle-once.ts';
import { labelEvent } from './label-event.ts';
import type { RemoveNote } from './remove-note.ts';

/** How many notes go side by side, sharing a commit. Interrupted in between, undoing it again goes on. */
const CHUNK = 50;

export type UndoneImport = { removed: number; removedLabels: number; kept: { id: string; title: string }[] };

type Dependencies = {
  notes: NoteRepository;
  imports: ImportRepository;
  labels: LabelRepository;
  removeNote: RemoveNote;
  clock: Clock;
};

export function makeUndoImport({ notes, imports, labels, removeNote, clock }: Dependencies) {
  async function removeUnedited(userId: string, importId: string): Promise<number> {
    // A note that was handed over is no part of the import any more.
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

  async function removeUnused(userId: string, label: Label): Promise<boolean> {
    const events = [labelEvent(labelDeleted, userId, { ...label, version: label.version + 1 }, clock())];
    const change = { previous: label, next: undefined, ifUnused: true } as const;
    const outcome = await labels.save(change, { userId, events, request: undefined });
    return outcome !== 'id-taken' && wasSaved(outcome);
  }

  /** One after the other: a person's labels change in one row, so that parallel writes would only retry. */
  async function removeLabels(userId: string, importId: string): Promise<number> {
    let removed = 0;
    for (const label of await labels.ofImport(userId, importId)) if (await removeUnused(userId, label)) removed += 1;
    return removed;
  }

  return async ({ userId }: Actor, importId: string, remember: Remember<UndoneImport>): Promise<UndoneImport> => {
    if (!(await imports.exists(userId, importId))) throw notFound();
    const removed = await removeUnedited(userId, importId);
    const removedLabels = await removeLabels(userId, importId);
    const undone = { removed, removedLabels, kept: await imports.notes(userId, importId) };
    const outcome = await imports.close(userId, importId, { userId, events: [], request: remember(undone) });
    if (outcome !== 'id-taken') wasSaved(outcome);
    return undone;
  };
}
