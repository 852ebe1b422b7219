/** Accepts the invitation to a note: its user joins it, and the inviter and the user become contacts. */
import { noteShared } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { accepted } from '../domain/invitation.ts';
import type { NoteView } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import type { Remember } from './handle-once.ts';

export function makeAcceptInvitation({ changeNote }: { changeNote: ChangeNote }) {
  return (actor: Actor, noteId: string, remember: Remember<NoteView>): Promise<NoteView> =>
    changeNote({
      actor,
      noteId,
      remember,
      isForInvited: true,
      decide({ note }, now) {
        const members = accepted(note.members, actor.userId, now);
        return members && { delta: { members }, event: noteShared };
      },
    });
}
