/** Asks a member to become the owner of a note; until they accept, nothing else changes. */
import { noteShared } from '@keep/contracts/notes-events';
import { addressHashOf } from '@keep/service-kit/address-hash';
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import { asked } from '../domain/handing-over.ts';
import type { HandOver } from '../domain/member.ts';
import { inTrash } from '../domain/note-errors.ts';
import { assertOwner } from '../domain/role.ts';
import type { NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';

export function makeHandOverNote({ changeNote }: { changeNote: ChangeNote }) {
  return (actor: Actor, noteId: string, memberId: string, remember: Remember<NoteView>): Promise<NoteView> =>
    changeNote({
      actor,
      noteId,
      remember,
      decide({ note }) {
        assertOwner(note, actor.userId);
        if (note.content.trashedAt !== null) throw inTrash();
        const delta = asked(note, memberId, asEditor(actor));
        return delta && { delta, event: noteShared };
      },
    });
}

function asEditor({ email, name }: Actor): HandOver['former'] {
  if (email === undefined) throw new AppError('unauthenticated', 'unauthenticated', 'Refresh the access token first.');
  return { email, addressHash: addressHashOf(email), name: name ?? null };
}
