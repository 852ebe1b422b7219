/** Makes a member the owner of a note; the former owner becomes an editor. */
import { noteShared } from '@keep/contracts/notes-events';
import { addressHashOf } from '@keep/service-kit/address-hash';
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import { newId } from '@keep/service-kit/unique-id';
import type { Member } from '../domain/member.ts';
import { inTrash } from '../domain/note-errors.ts';
import { assertOwner } from '../domain/role.ts';
import { handedOver } from '../domain/sharing.ts';
import type { NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';

export function makeHandOverNote({ changeNote }: { changeNote: ChangeNote }) {
  return (actor: Actor, noteId: string, memberId: string, remember: Remember<NoteView>): Promise<NoteView> =>
    changeNote({
      actor,
      noteId,
      remember,
      decide({ note }, now) {
        assertOwner(note, actor.userId);
        if (note.content.trashedAt !== null) throw inTrash();
        return { delta: handedOver(note, memberId, asMember(actor, now)), event: noteShared };
      },
    });
}

function asMember({ userId, email, name }: Actor, now: Date): Member {
  if (email === undefined) throw new AppError('unauthenticated', 'unauthenticated', 'Refresh the access token first.');
  const openedAt = now.toISOString();
  return {
    id: newId(),
    email,
    addressHash: addressHashOf(email),
    role: 'editor',
    userId,
    invited: null,
    acceptedAt: openedAt,
    declinedAt: null,
    openedAt,
    name: name ?? null,
  };
}
