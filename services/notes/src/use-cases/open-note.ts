/** Opens a note that was shared with its reader: from then on the other members see who they are. */
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { opened } from '../domain/member.ts';
import type { NoteView, ReadNote } from '../ports.ts';
import type { ChangeNote } from './change-note.ts';
import { forgetful } from './handle-once.ts';

type Dependencies = { changeNote: ChangeNote; clock: Clock };

export function makeOpenNote({ changeNote, clock }: Dependencies) {
  /** Answers what was read, where there is nothing to be written, or it cannot be. */
  return async (actor: Actor, noteId: string, read: ReadNote): Promise<NoteView> => {
    if (!opened(read.members, actor, clock())) return read;
    try {
      return await changeNote({ actor, noteId, remember: forgetful, decide: () => undefined });
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unavailable') return read;
      throw error;
    }
  };
}
