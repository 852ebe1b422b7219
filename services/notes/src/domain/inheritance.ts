/** What becomes of a shared note when its owner is erased: who gets it, and what it is then. */
import { memberRoles } from '@keep/contracts/notes-http';
import { type Member, stateOf } from './member.ts';
import type { NoteDelta, StoredNote } from './note.ts';

/** A member who may become the owner. */
export type Heir = { userId: string };

/** Those who have joined the note, the most trusted role first and in it who has been there for longest. */
export function heirsOf({ members }: StoredNote): Heir[] {
  const rank = ({ role, openedAt }: Member) => `${memberRoles.indexOf(role)} ${openedAt}`;
  return members
    .filter(member => stateOf(member) === 'joined')
    .toSorted((left, right) => (rank(left) < rank(right) ? -1 : 1))
    .flatMap(({ userId }) => (userId === null ? [] : [{ userId }]));
}

/** Makes `heir` the owner; of the former one only their id stays, beside what they wrote. */
export function inherited({ content, members }: StoredNote, heir: Heir): NoteDelta {
  return {
    content: { ...content, ownerId: heir.userId },
    members: members.filter(({ userId }) => userId !== heir.userId && userId !== content.ownerId),
  };
}

/** Ends every membership of this person. */
export function withoutMember({ members }: StoredNote, userId: string): NoteDelta {
  return { members: members.filter(member => member.userId !== userId) };
}
