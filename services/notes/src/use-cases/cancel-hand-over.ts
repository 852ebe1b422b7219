/** Ends the wish to hand a note over: its owner takes it back, or the member who was asked declines. */
import { noteShared } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { inTrash, roleForbidden } from '../domain/note-errors.ts';
import { type ChangeDependencies, makeChange } from './change-note.ts';
import type { Remember } from './handle-once.ts';

export function makeCancelHandOver(dependencies: ChangeDependencies) {
  const change = makeChange<void>(dependencies, () => undefined);

  return (actor: Actor, noteId: string, remember: Remember<void>): Promise<void> =>
    change({
      actor,
      noteId,
      remember,
      decide({ note: { content, handOver } }) {
        if (![content.ownerId, handOver?.heirId].includes(actor.userId))
          throw roleForbidden('Only the owner, and the member who was asked, may do that.');
        if (content.trashedAt !== null) throw inTrash();
        return handOver ? { delta: { handOver: null }, event: noteShared } : undefined;
      },
    });
}
