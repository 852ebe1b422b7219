/** Places a note otherwise on its reader's own board. */
import { notePlaced } from '@keep/contracts/notes-events';
import type { PlaceNoteBody } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { labelRoomFaults } from '../domain/event-room.ts';
import { assertNoFaults, inTrash } from '../domain/note-errors.ts';
import { isSamePlacement, labelCountFaults, labelFaults, placed } from '../domain/placement.ts';
import { changed } from '../domain/changed.ts';
import type { LabelRepository, NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';
import { assertMatches, type Precondition } from './precondition.ts';

type Dependencies = { changeNote: ChangeNote; labels: LabelRepository };

export function makePlaceNote({ changeNote, labels }: Dependencies) {
  return (
    actor: Actor,
    noteId: string,
    change: PlaceNoteBody,
    remember: Remember<NoteView>,
    precondition?: Precondition,
  ): Promise<NoteView> =>
    changeNote({
      actor,
      noteId,
      remember,
      async decide({ note, placement }) {
        assertMatches(precondition, note, actor.userId);
        if (note.content.trashedAt !== null) throw inTrash();
        const after = placed(placement, change);
        const added = change.addLabelIds ?? [];
        assertNoFaults([
          ...labelFaults('/addLabelIds', added, await labels.owned(actor.userId, added)),
          ...labelCountFaults('/addLabelIds', after),
          ...labelRoomFaults('/addLabelIds', note, changed(note, actor.userId, { placement: after })),
        ]);
        return isSamePlacement(placement, after) ? undefined : { delta: { placement: after }, event: notePlaced };
      },
    });
}
