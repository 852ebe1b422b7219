/** What becomes of a shared note when its owner is erased: who gets it, and what it is then. */
import { memberRoles } from '@keep/contracts/notes-http';
import { type Member, stateOf } from './member.ts';
import type { NoteDelta, StoredNote } from './note.ts';
import { type Named, withAuthor } from './people.ts';

/** A member who may become the owner. */
export type Heir = { userId: string; name?: string };

/** Those who have joined the note, the most trusted role first and in it who has been there for longest. */
export function heirsOf({ members }: StoredNote): Heir[] {
  const rank = ({ role, openedAt }: Member) => `${memberRoles.indexOf(role)} ${openedAt}`;
  return members
    .filter(member => stateOf(member) === 'joined')
    .toSorted((left, right) => (rank(left) < rank(right) ? -1 : 1))
    .flatMap(({ userId, name }) => (userId === null ? [] : [{ userId, ...(name !== null && { name }) }]));
}

/** Makes `heir` the owner; of the former one only their id stays, beside what they wrote. */
export function inherited({ content, members, authors }: StoredNote, heir: Heir): NoteDelta {
  const { ownerId } = content;
  return {
    content: { ...content, ownerId: heir.userId },
    members: members.filter(({ userId }) => userId !== heir.userId && userId !== ownerId),
    authors: withAuthor(withoutAuthor(authors, ownerId), heir),
  };
}

/** Ends every membership of this person, and names them no more beside what they wrote. */
export function withoutPerson({ members, authors }: StoredNote, userId: string): NoteDelta {
  return { members: members.filter(member => member.userId !== userId), authors: withoutAuthor(authors, userId) };
}

function withoutAuthor(authors: readonly Named[], userId: string): Named[] {
  return authors.filter(author => author.userId !== userId);
}
