/** Moves a note to the trash. */
import { noteTrashed } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { assertOwner } from '../domain/role.ts';
import type { NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';

export function makeTrashNote({ changeNote }: { changeNote: ChangeNote }) {
  return (actor: Actor, noteId: string, remember: Remember<NoteView>): Promise<NoteView> =>
    changeNote({
      actor,
      noteId,
      remember,
      decide({ note }, now) {
        assertOwner(note, actor.userId);
        const { content } = note;
        if (content.trashedAt !== null) return undefined;
        return { delta: { content: { ...content, trashedAt: now.toISOString() } }, event: noteTrashed };
      },
    });
}
