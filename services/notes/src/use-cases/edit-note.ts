/** Edits the content of a note, on the revision that the editor has seen. */
import { noteEdited } from '@keep/contracts/notes-events';
import type { EditNoteBody } from '@keep/contracts/notes-http';
import type { Actor } from '@keep/service-kit/actor';
import { edited } from '../domain/edit.ts';
import { assertNoFaults, editConflict, inTrash } from '../domain/note-errors.ts';
import { assertMayEdit } from '../domain/role.ts';
import { isSameWriting, revised } from '../domain/note.ts';
import type { NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';
import { assertMatches, type Precondition } from './precondition.ts';

export function makeEditNote({ changeNote }: { changeNote: ChangeNote }) {
  return (
    actor: Actor,
    noteId: string,
    edit: EditNoteBody,
    remember: Remember<NoteView>,
    precondition?: Precondition,
  ): Promise<NoteView> =>
    changeNote({
      actor,
      noteId,
      remember,
      decide({ note, placement }, now) {
        const { content } = note;
        assertMayEdit(note, actor.userId, edit);
        assertMatches(precondition, note, actor.userId);
        if (content.trashedAt !== null) throw inTrash();
        if (edit.baseRevision > content.revision) {
          assertNoFaults([
            { pointer: '/baseRevision', detail: `is newer than the note, which is at ${content.revision}` },
          ]);
        }
        if (edit.baseRevision < content.revision) throw editConflict({ ...content, placement });
        const after = edited(content, edit);
        if (isSameWriting(content, after)) return undefined;
        return { delta: { content: revised(content, after, actor.userId, now) }, event: noteEdited };
      },
    });
}
