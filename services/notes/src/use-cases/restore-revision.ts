/** Makes an old content the newest revision. */
import { noteEdited } from '@keep/contracts/notes-events';
import { isSameWriting } from '@keep/note-merge/writing';
import type { Actor } from '@keep/service-kit/actor';
import { notFound } from '@keep/service-kit/app-error';
import { assertFitsEvent } from '../domain/edit.ts';
import { inTrash } from '../domain/note-errors.ts';
import { revised } from '../domain/note.ts';
import { assertEditor } from '../domain/role.ts';
import type { NoteView, RevisionReader } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';

type Dependencies = { changeNote: ChangeNote; revisions: RevisionReader };

export function makeRestoreRevision({ changeNote, revisions }: Dependencies) {
  return (actor: Actor, noteId: string, revision: number, remember: Remember<NoteView>): Promise<NoteView> =>
    changeNote({
      actor,
      noteId,
      remember,
      async decide({ note }, now) {
        assertEditor(note, actor.userId);
        const { content } = note;
        const old = await revisions.find(actor.userId, noteId, revision);
        if (!old) throw notFound();
        if (content.trashedAt !== null) throw inTrash();
        if (isSameWriting(content, old)) return undefined;
        assertFitsEvent(old, note);
        return { delta: { content: revised(content, old, actor.userId, now) }, event: noteEdited };
      },
    });
}
