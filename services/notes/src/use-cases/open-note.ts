/** Opens a note that was shared with its reader: from then on the other members see who they are, and how they are called. */
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { invitationTo } from '../domain/invitation.ts';
import { opened } from '../domain/member.ts';
import { renamedAuthors } from '../domain/people.ts';
import type { NoteView, ReadNote } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import { forgetful } from './handle-once.ts';

type Dependencies = { changeNote: ChangeNote; clock: Clock };

export function makeOpenNote({ changeNote, clock }: Dependencies) {
  function isNews({ ownerId, members, authors }: ReadNote, actor: Actor): boolean {
    if (members.length === 0 || invitationTo(members, actor.userId)) return false;
    return [opened(members, actor, clock()), renamedAuthors(authors, ownerId, actor)].some(Boolean);
  }

  /** Answers what was read, where there is nothing to be written, or it cannot be. */
  return async (actor: Actor, noteId: string, read: ReadNote): Promise<NoteView> => {
    if (!isNews(read, actor)) return read;
    try {
      return await changeNote({ actor, noteId, remember: forgetful, decide: () => undefined });
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unavailable') return read;
      throw error;
    }
  };
}
