/** Deletes a note for good; only from the trash. */
import type { Actor } from '@keep/service-kit/actor';
import { notFound } from '@keep/service-kit/app-error';
import { notInTrash } from '../domain/note-errors.ts';
import { assertOwner } from '../domain/role.ts';
import type { StoredNote } from '../domain/note.ts';
import { assertAccepted } from './change-note.ts';
import type { Remember } from './handle-once.ts';
import type { RemoveNote } from './remove-note.ts';

export function makeDeleteNote({ removeNote }: { removeNote: RemoveNote }) {
  return async (actor: Actor, noteId: string, remember: Remember<void>): Promise<void> => {
    await removeNote({
      userId: actor.userId,
      noteId,
      remember,
      shouldGo: note => isDeletable(note, actor.userId),
    });
  };
}

function isDeletable(note: StoredNote | undefined, userId: string): note is StoredNote {
  if (!note) throw notFound();
  assertAccepted(note, userId);
  assertOwner(note, userId);
  if (note.content.trashedAt === null) throw notInTrash();
  return true;
}
