/** Declines the invitation to a note; who has accepted it leaves the note. */
import type { Actor } from '@keep/service-kit/actor';
import type { InvitationRepository, RequestRepository } from '../ports.ts';
import { type Remember, rememberOnly } from './handle-once.ts';
import type { RemoveMember } from './remove-member.ts';

type Dependencies = { removeMember: RemoveMember; invitations: InvitationRepository; requests: RequestRepository };

export function makeDeclineInvitation({ removeMember, invitations, requests }: Dependencies) {
  /** Idempotent: a repetition, also at the same time, finds the invitation declined. */
  return async (actor: Actor, noteId: string, remember: Remember<void>): Promise<void> => {
    const isDeclined = () => invitations.hasDeclined(actor.userId, noteId);
    if (!(await isDeclined())) {
      try {
        return await removeMember(actor, noteId, 'me', remember);
      } catch (error) {
        if (!(await isDeclined())) throw error;
      }
    }
    await rememberOnly(requests, actor.userId, remember());
  };
}
