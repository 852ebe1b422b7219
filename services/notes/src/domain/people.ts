/** Who is named with a note: ids stand beside what people wrote, and only the access tokens of those people say their names. */
import { type Member, type Opener, stateOf } from './member.ts';

export type Named = { userId: string; name: string };

/** What readers see: the authors, past ones too, and those who have joined. Nobody who has not. */
export function shownPeople(authors: readonly Named[], members: readonly Member[]): Named[] {
  const names = new Map(authors.map(({ userId, name }) => [userId, name]));
  for (const member of members) {
    const { userId, name } = member;
    if (userId !== null && name !== null && stateOf(member) === 'joined') names.set(userId, name);
  }
  return [...names].map(([userId, name]) => ({ userId, name }));
}

/** With this author, by the newest name; the same list where nothing is new, or no name is known. */
export function withAuthor(authors: readonly Named[], { userId, name }: Opener): readonly Named[] {
  const known = authors.find(author => author.userId === userId);
  if (name === undefined || known?.name === name) return authors;
  return known ? authors.map(author => (author === known ? { userId, name } : author)) : [...authors, { userId, name }];
}

/** The authors once this person acts under a new name; undefined where they are none, or are named so already. */
export function renamedAuthors(
  authors: readonly Named[],
  ownerId: string,
  actor: Opener,
): readonly Named[] | undefined {
  const isAuthor = actor.userId === ownerId || authors.some(({ userId }) => userId === actor.userId);
  const after = isAuthor ? withAuthor(authors, actor) : authors;
  return after === authors ? undefined : after;
}

/** Authors who do not have the note any more: where an erasure looks for them. */
export function formerAuthors(authors: readonly Named[], readers: { has(userId: string): boolean }): string[] {
  return authors.map(({ userId }) => userId).filter(userId => !readers.has(userId));
}
