/** Shares a note with an address, or gives who is there by it another role; known or not, the answer is the same. */
import { noteShared } from '@keep/contracts/notes-events';
import type { PutMemberBody } from '@keep/contracts/notes-http';
import { addressHashOf } from '@keep/service-kit/address-hash';
import type { Actor } from '@keep/service-kit/actor';
import { newId } from '@keep/service-kit/unique-id';
import { stateOf } from '../domain/member.ts';
import { assertNoFaults, inTrash, tooManyInvitations } from '../domain/note-errors.ts';
import type { StoredNote } from '../domain/note.ts';
import { assertOwner } from '../domain/role.ts';
import { membersDelta, withInvited } from '../domain/sharing.ts';
import type { AddressRepository, InvitationRepository, NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';

type Dependencies = { changeNote: ChangeNote; addresses: AddressRepository; invitations: InvitationRepository };

export function makePutMember({ changeNote, addresses, invitations }: Dependencies) {
  /** Throws a 429 for one address too many; one that has joined this note takes no room. */
  async function assertRoom({ members }: StoredNote, inviterId: string, addressHash: string): Promise<void> {
    if (members.some(member => member.addressHash === addressHash && stateOf(member) === 'joined')) return;
    if (!(await invitations.hasRoomFor(inviterId, addressHash))) throw tooManyInvitations();
  }

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
        const standing = userId === undefined ? 'stranger' : await invitations.standing(userId, actor.userId, noteId);
        const by = { userId: actor.userId, ...(actor.name !== undefined && { name: actor.name }) };
        const members = withInvited(note.members, { email, addressHash, role, by, userId, standing }, memberId, now);
        if (!members) return undefined;
        await assertRoom(note, actor.userId, addressHash);
        return { delta: membersDelta(note, members, now), event: noteShared };
      },
    });
  };
}
