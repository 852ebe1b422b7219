import { join } from 'node:path';
import { createNoteBody } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { addressHashOf } from '@keep/service-kit/address-hash';
import { systemClock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../adapters/sqlite-store.ts';
import type { NoteRepository } from '../ports.ts';
import { forgetful } from './handle-once.ts';
import { makeRemoveNote } from './remove-note.ts';
import { makeUndoImport } from './undo-import.ts';
import { makeUseCases, type UseCases } from './use-cases.ts';

const me = actor('me@example.com');
const friend = actor('friend@example.com');

function actor(email: string): Actor {
  return { userId: newId(), sessionId: newId(), use: 'session', scopes: [], expiresAt: 0, email };
}

/** Imports two notes, and takes them back while `happens` to the first of them just after both were found unedited. */
async function undoWhile(happens: (useCases: UseCases, noteId: string) => Promise<unknown>) {
  const store = openSqliteStore(join(temporaryDirectory(), 'notes.sqlite'), () => undefined);
  const useCases = makeUseCases(store, systemClock, { trashDays: 30 });
  const importId = newId();
  const create = () => useCases.createNote(me, createNoteBody.parse({ importId }), forgetful);
  const [{ noteId }] = [await create(), await create()];
  await shareWithFriend();

  const notes: NoteRepository = {
    find: (userId, id) => store.notes.find(userId, id),
    findEvenHidden: (userId, id) => store.notes.findEvenHidden(userId, id),
    invited: (addressHash, limit) => store.notes.invited(addressHash, limit),
    lastVersion: id => store.notes.lastVersion(id),
    save: (change, commit) => store.notes.save(change, commit),
    labelled: (userId, labelId, limit) => store.notes.labelled(userId, labelId, limit),
    trashedBefore: (date, limit) => store.notes.trashedBefore(date, limit),
    async unedited(userId, wanted, limit) {
      const found = await store.notes.unedited(userId, wanted, limit);
      if (found.length > 0) await happens(useCases, noteId);
      return found;
    },
  };
  const removeNote = makeRemoveNote({ notes, clock: systemClock });
  const undoImport = makeUndoImport({ ...store, notes, removeNote, clock: systemClock });
  const undone = await undoImport(me, importId, forgetful);
  const left = await store.notes.find(friend.userId, noteId);
  await store.close();
  return { noteId, undone, left };

  async function shareWithFriend(): Promise<void> {
    const [email, verifiedAt] = ['friend@example.com', new Date().toISOString()];
    const address = { userId: friend.userId, addressHash: addressHashOf(email), verifiedAt };
    await useCases.admitInvited(address, { group: 'test', eventId: newId() });
    await useCases.putMember(me, noteId, { email, role: 'editor' }, forgetful);
    await useCases.acceptInvitation(friend, noteId, forgetful);
  }
}

it('keeps a note that is edited after it was found unedited', async () => {
  const { noteId, undone } = await undoWhile((useCases, id) =>
    useCases.editNote(me, id, { baseRevision: 1, title: 'just now' }, forgetful),
  );
  expect(undone).toEqual({ removed: 1, removedLabels: 0, kept: [{ id: noteId, title: 'just now' }] });
});

it('keeps a note that is handed over after it was found unedited', async () => {
  const { undone, left } = await undoWhile(async (useCases, id) => {
    const { content } = await useCases.placeNote(me, id, { pinned: true }, forgetful);
    const { members }: { members: { id: string }[] } = JSON.parse(content);
    await useCases.handOverNote(me, id, members[0]?.id ?? '', forgetful);
    await useCases.acceptOwnership(friend, id, forgetful);
  });
  expect(undone).toEqual({ removed: 1, removedLabels: 0, kept: [] });
  expect(left?.content.ownerId).toBe(friend.userId);
});
