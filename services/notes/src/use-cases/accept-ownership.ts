/** Becomes the owner of a note, as its owner has asked; the former owner becomes an editor. */
import { noteShared } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { newId } from '@keep/service-kit/unique-id';
import { handedOver } from '../domain/handing-over.ts';
import { inTrash, roleForbidden } from '../domain/note-errors.ts';
import type { NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';

export function makeAcceptOwnership({ changeNote }: { changeNote: ChangeNote }) {
  return (actor: Actor, noteId: string, remember: Remember<NoteView>): Promise<NoteView> =>
    changeNote({
      actor,
      noteId,
      remember,
      decide({ note }, now) {
        const { content, handOver } = note;
        if (content.trashedAt !== null) throw inTrash();
        // Accepted already.
        if (content.ownerId === actor.userId) return undefined;
        if (handOver?.heirId !== actor.userId) throw roleForbidden('Only the member whom the owner asked may do that.');
        return { delta: handedOver(note, handOver, newId(), now), event: noteShared };
      },
    });
}
