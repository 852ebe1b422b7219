/** Ends somebody's membership: the owner that of anybody, a member their own. Who is invited declines by it. */
import { noteShared } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { notFound } from '@keep/service-kit/app-error';
import { declined } from '../domain/invitation.ts';
import type { Member } from '../domain/member.ts';
import { ownerCannotLeave, roleForbidden } from '../domain/note-errors.ts';
import { isInvited, type StoredNote } from '../domain/note.ts';
import { roleOf } from '../domain/role.ts';
import { assertAccepted, type ChangeDependencies, makeChange } from './change-note.ts';
import type { Remember } from './handle-once.ts';

export function makeRemoveMember(dependencies: ChangeDependencies) {
  const change = makeChange<void>(dependencies, () => undefined);

  /** `memberId` is an id, or `me`. */
  return (actor: Actor, noteId: string, memberId: string, remember: Remember<void>): Promise<void> =>
    change({
      actor,
      noteId,
      remember,
      isForInvited: true,
      decide: ({ note }, now) => ({
        delta: { members: remaining(note, actor.userId, memberId, now) },
        event: noteShared,
      }),
    });
}

export type RemoveMember = ReturnType<typeof makeRemoveMember>;

/** Who leaves does so by all their addresses. */
function remaining(note: StoredNote, userId: string, memberId: string, now: Date): readonly Member[] {
  if (isInvited(note, userId)) {
    if (memberId !== 'me') assertAccepted(note, userId);
    return declined(note.members, userId, now) ?? note.members;
  }
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
