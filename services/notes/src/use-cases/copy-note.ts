/** Makes a note of one's own with the content of another; a copy from the trash is not in the trash. */
import { writingOf } from '@keep/note-merge/writing';
import type { Actor } from '@keep/service-kit/actor';
import { newId } from '@keep/service-kit/unique-id';
import { copyItems } from '../domain/items.ts';
import { newNotePosition } from '../domain/position.ts';
import type { LabelRepository } from '../ports.ts';
import { type AddDependencies, type AddedNote, makeAddNote } from './add-note.ts';
import { assertAccepted, findOwn } from './change-note.ts';
import type { Remember } from './handle-once.ts';

type Dependencies = AddDependencies & { labels: LabelRepository };

export function makeCopyNote({ labels, ...dependencies }: Dependencies) {
  const addNote = makeAddNote(dependencies);

  return async (
    actor: Actor,
    noteId: string,
    copyId: string | undefined,
    remember: Remember<AddedNote>,
  ): Promise<AddedNote> => {
    const { note, placement } = await findOwn(dependencies.notes, actor.userId, noteId);
    assertAccepted(note, actor.userId);
    const { labelIds } = placement;
    return addNote({
      ownerId: actor.userId,
      ownerName: actor.name,
      noteId: copyId ?? newId(),
      creationFingerprint: `copy of ${noteId}`,
      remember,
      async prepare(now) {
        // A label may be gone that is still to be taken off.
        const owned = await labels.owned(actor.userId, labelIds);
        return {
          written: { ...writingOf(note.content), items: copyItems(note.content.items, newId) },
          placement: {
            ...placement,
            pinned: false,
            archived: false,
            labelIds: labelIds.filter(labelId => owned.has(labelId)),
            position: newNotePosition(now),
            reminder: null,
          },
          createdAt: now,
          updatedAt: now,
          importId: null,
        };
      },
    });
  };
}
