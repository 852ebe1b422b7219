/** Ends somebody's membership: the owner that of anybody, a member their own. */
import { noteShared } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { notFound } from '@keep/service-kit/app-error';
import type { Member } from '../domain/member.ts';
import { ownerCannotLeave, roleForbidden } from '../domain/note-errors.ts';
import type { StoredNote } from '../domain/note.ts';
import { roleOf } from '../domain/role.ts';
import { type ChangeDependencies, makeChange } from './change-note.ts';
import type { Remember } from './handle-once.ts';

export function makeRemoveMember(dependencies: ChangeDependencies) {
  const change = makeChange<void>(dependencies, () => undefined);

  /** `memberId` is an id, or `me`. */
  return (actor: Actor, noteId: string, memberId: string, remember: Remember<void>): Promise<void> =>
    change({
      actor,
      noteId,
      remember,
      decide: ({ note }) => ({ delta: { members: remaining(note, actor.userId, memberId) }, event: noteShared }),
    });
}

/** Who leaves does so by all their addresses. */
function remaining(note: StoredNote, userId: string, memberId: string): Member[] {
  const isOwner = roleOf(note, userId) === 'owner';
  if (isOwner && memberId === 'me') throw ownerCannotLeave();
  const removed = note.members.find(({ id }) => id === memberId);
  if (!isOwner) {
    if (memberId !== 'me' && removed?.userId !== userId) throw roleForbidden('A member may remove nobody else.');
    return note.members.filter(member => member.userId !== userId);
  }
  if (!removed) throw notFound();
  return note.members.filter(member => member !== removed);
}
