import { join } from 'node:path';
import { createNoteBody } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { systemClock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../adapters/sqlite-store.ts';
import type { NoteRepository } from '../ports.ts';
import { forgetful } from './handle-once.ts';
import { makeRemoveNote } from './remove-note.ts';
import { makeUndoImport } from './undo-import.ts';
import { makeUseCases } from './use-cases.ts';

it('keeps a note that is edited after it was found unedited', async () => {
  const store = openSqliteStore(join(temporaryDirectory(), 'notes.sqlite'), () => undefined);
  const useCases = makeUseCases(store, systemClock, { trashDays: 30 });
  const actor: Actor = { userId: newId(), sessionId: newId(), use: 'session', scopes: [], expiresAt: 0 };
  const importId = newId();
  const create = () => useCases.createNote(actor, createNoteBody.parse({ importId }), forgetful);
  const [note] = [await create(), await create()];

  /** The real repository, in which somebody edits the note just after it was found. */
  const notes: NoteRepository = {
    find: (userId, noteId) => store.notes.find(userId, noteId),
    findEvenHidden: (userId, noteId) => store.notes.findEvenHidden(userId, noteId),
    invited: (addressHash, limit) => store.notes.invited(addressHash, limit),
    lastVersion: noteId => store.notes.lastVersion(noteId),
    save: (change, commit) => store.notes.save(change, commit),
    labelled: (userId, labelId, limit) => store.notes.labelled(userId, labelId, limit),
    trashedBefore: (date, limit) => store.notes.trashedBefore(date, limit),
    async unedited(userId, wanted, limit) {
      const found = await store.notes.unedited(userId, wanted, limit);
      await useCases.editNote(actor, note.noteId, { baseRevision: 1, title: 'just now' }, forgetful);
      return found;
    },
  };
  const removeNote = makeRemoveNote({ notes, clock: systemClock });
  const undone = await makeUndoImport({ notes, imports: store.imports, removeNote })(actor, importId, forgetful);
  expect(undone).toEqual({ removed: 1, kept: [{ id: note.noteId, title: 'just now' }] });
  await store.close();
});
