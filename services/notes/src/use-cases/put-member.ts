/** Shares a note with an address, or gives who is there by it another role; known or not, the answer is the same. */
import { noteShared } from '@keep/contracts/notes-events';
import type { PutMemberBody } from '@keep/contracts/notes-http';
import { addressHashOf } from '@keep/service-kit/address-hash';
import type { Actor } from '@keep/service-kit/actor';
import { newId } from '@keep/service-kit/unique-id';
import { assertNoFaults, inTrash } from '../domain/note-errors.ts';
import { assertOwner } from '../domain/role.ts';
import { membersDelta, withInvited } from '../domain/sharing.ts';
import type { AddressRepository, NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';

type Dependencies = { changeNote: ChangeNote; addresses: AddressRepository };

export function makePutMember({ changeNote, addresses }: Dependencies) {
  return (
    actor: Actor,
    noteId: string,
    { email, role }: PutMemberBody,
    remember: Remember<NoteView>,
  ): Promise<NoteView> => {
    const [memberId, addressHash] = [newId(), addressHashOf(email)];
    return changeNote({
      actor,
      noteId,
      remember,
      async decide({ note }, now) {
        assertOwner(note, actor.userId);
        const userId = await addresses.userOf(addressHash);
        if (email === actor.email || userId === actor.userId) {
          assertNoFaults([{ pointer: '/email', detail: 'is your own address, and the note is yours' }]);
        }
        if (note.content.trashedAt !== null) throw inTrash();
        const members = withInvited(note.members, { email, addressHash, role, userId }, memberId);
        return members && { delta: membersDelta(note, members, now), event: noteShared };
      },
    });
  };
}
