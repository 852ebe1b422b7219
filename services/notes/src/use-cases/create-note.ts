/** Makes a note. */
import type { CreateNoteBody } from '@keep/contracts/notes-http';
import { picked, wholeFieldNames } from '@keep/note-merge/writing';
import type { Actor } from '@keep/service-kit/actor';
import { newId } from '@keep/service-kit/unique-id';
import { newItemFaults, newItems } from '../domain/items.ts';
import { assertFits, creationFingerprint, timeFaults, timesOf } from '../domain/new-note.ts';
import { assertNoFaults } from '../domain/note-errors.ts';
import { labelFaults } from '../domain/placement.ts';
import { newNotePosition } from '../domain/position.ts';
import type { LabelRepository } from '../ports.ts';
import { type AddDependencies, type AddedNote, makeAddNote } from './add-note.ts';
import type { Remember } from './handle-once.ts';

type Dependencies = AddDependencies & { labels: LabelRepository };

export function makeCreateNote({ labels, ...dependencies }: Dependencies) {
  const addNote = makeAddNote(dependencies);

  return (actor: Actor, input: CreateNoteBody, remember: Remember<AddedNote>): Promise<AddedNote> => {
    const items = newItems(input.items, newId);
    return addNote({
      ownerId: actor.userId,
      ownerName: actor.name,
      noteId: input.id ?? newId(),
      creationFingerprint: creationFingerprint(input),
      remember,
      async prepare(now) {
        const { placement, trashed, importId = null } = input;
        const labelIds = [...new Set(placement.labelIds)];
        assertNoFaults([
          ...newItemFaults(items),
          ...timeFaults(input, now),
          ...labelFaults('/placement/labelIds', placement.labelIds, await labels.owned(actor.userId, labelIds)),
        ]);
        const written = { ...picked(input, wholeFieldNames), items };
        assertFits(written);
        const times = timesOf(input, now);
        const position = placement.position ?? newNotePosition(times.createdAt);
        const { pinned, archived, color, reminder } = placement;
        return {
          written,
          placement: { pinned, archived, color, labelIds, position, reminder, invitation: null },
          importId,
          ...times,
          ...(trashed && { trashedAt: now }),
        };
      },
    });
  };
}
