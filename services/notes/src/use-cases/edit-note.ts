/** Edits the content of a note: on an older revision, the edit is merged with what others have changed since. */
import { noteEdited } from '@keep/contracts/notes-events';
import type { EditNoteBody } from '@keep/contracts/notes-http';
import { isSameWriting } from '@keep/note-merge/writing';
import type { Actor } from '@keep/service-kit/actor';
import { notFound } from '@keep/service-kit/app-error';
import { type Base, type Edited, edited, mergedEdit, type MergeReport } from '../domain/edit.ts';
import { assertNoFaults, inTrash } from '../domain/note-errors.ts';
import { revised, type StoredNote } from '../domain/note.ts';
import { assertMayEdit, assertMayWrite } from '../domain/role.ts';
import type { NoteView, RevisionReader } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';
import { assertMatches, type Precondition } from './precondition.ts';

export type EditedNote = { view: NoteView; merge: MergeReport };

type Dependencies = { changeNote: ChangeNote; revisions: RevisionReader };

export function makeEditNote({ changeNote, revisions }: Dependencies) {
  async function baseOf(userId: string, noteId: string, revision: number): Promise<Base> {
    const kept = await revisions.asOf(userId, noteId, revision);
    if (!kept) throw notFound();
    return { written: kept, isExact: kept.revision === revision };
  }

  async function apply(userId: string, note: StoredNote, edit: EditNoteBody): Promise<Edited> {
    const { id, revision } = note.content;
    if (edit.baseRevision === revision) return edited(note, edit);
    if (edit.baseRevision > revision)
      assertNoFaults([{ pointer: '/baseRevision', detail: `is newer than the note, which is at ${revision}` }]);
    return mergedEdit(note, await baseOf(userId, id, edit.baseRevision), edit);
  }

  return async (
    actor: Actor,
    noteId: string,
    edit: EditNoteBody,
    remember: Remember<EditedNote>,
    precondition?: Precondition,
  ): Promise<EditedNote> => {
    /** Of the attempt that was saved in the end. */
    let merge: MergeReport = { merged: [], kept: [] };
    const view = await changeNote({
      actor,
      noteId,
      remember: found => remember({ view: found, merge }),
      async decide({ note }, now) {
        const { content } = note;
        assertMayEdit(note, actor.userId);
        assertMatches(precondition, note, actor.userId);
        if (content.trashedAt !== null) throw inTrash();
        const after = await apply(actor.userId, note, edit);
        assertMayWrite(note, actor.userId, after.written);
        if (after.overruled) assertMayWrite(note, actor.userId, after.overruled);
        ({ merge } = after);
        if (isSameWriting(content, after.written) && !after.overruled) return undefined;
        const overruled = after.overruled && revised(content, after.overruled, actor.userId, now);
        const newest = revised(overruled ?? content, after.written, actor.userId, now);
        return { delta: { content: newest }, event: noteEdited, ...(overruled && { overruled }) };
      },
    });
    return { view, merge };
  };
}
