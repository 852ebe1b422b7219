/** What somebody may do with a note: what is forbidden here is so in every route and every batch. */
import { type MemberRole, memberRoles } from '@keep/contracts/notes-http';
import { addedItem } from '@keep/note-merge/edit-items';
import { isSameField, type Item, type ItemField, itemFieldNames, wholeFieldNames } from '@keep/note-merge/writing';
import { hasAccepted } from './member.ts';
import { roleForbidden } from './note-errors.ts';
import type { StoredNote, WrittenContent } from './note.ts';

/** What a checker may change of an item, and give to a new one. What is not listed is denied. */
const checkerChanges: readonly ItemField[] = ['checked'];
const checkerGives: readonly ItemField[] = ['text', 'checked', 'parentId', 'position'];

export type Role = 'owner' | MemberRole;

/** Undefined for who has not accepted the note. Who is there by two addresses has the better of both roles. */
export function roleOf({ content, members }: StoredNote, userId: string): Role | undefined {
  if (content.ownerId === userId) return 'owner';
  const roles = members.filter(member => member.userId === userId && hasAccepted(member)).map(({ role }) => role);
  return memberRoles.find(role => roles.includes(role));
}

export function assertOwner(note: StoredNote, userId: string): void {
  if (roleOf(note, userId) !== 'owner') throw roleForbidden('Only the owner of the note may do that.');
}

/** May write whatever they like. */
export function assertEditor(note: StoredNote, userId: string): void {
  const role = roleOf(note, userId);
  if (role !== 'owner' && role !== 'editor') throw roleForbidden('Only an editor of the note may do that.');
}

/** May write at all. What comes of a checker's edit is for `assertMayWrite`. */
export function assertMayEdit(note: StoredNote, userId: string): void {
  if (roleOf(note, userId) !== 'checker') assertEditor(note, userId);
}

/** By what the note would become, whatever it was made on and merged with: a checker ticks items and adds new ones. */
export function assertMayWrite(note: StoredNote, userId: string, after: WrittenContent): void {
  if (roleOf(note, userId) !== 'checker') return assertEditor(note, userId);
  if (!isTickedAndAddedTo(note.content, after)) {
    throw roleForbidden('A checker ticks items and adds new ones, and changes nothing else.');
  }
}

/** No other field of the note, none of an item that is not listed, and no item less. */
function isTickedAndAddedTo(before: WrittenContent, after: WrittenContent): boolean {
  if (!wholeFieldNames.every(name => isSameField(name, before, after))) return false;
  const itemsBefore = new Map(before.items.map(item => [item.id, item]));
  const known = after.items.filter(({ id }) => itemsBefore.has(id));
  const isAllowed = (item: Item) => {
    const old = itemsBefore.get(item.id);
    return old
      ? differsOnlyIn(checkerChanges, old, item)
      : differsOnlyIn(checkerGives, addedItem(item.id, undefined), item);
  };
  return known.length === before.items.length && after.items.every(isAllowed);
}

function differsOnlyIn(allowed: readonly ItemField[], before: Item, after: Item): boolean {
  return itemFieldNames.every(name => allowed.includes(name) || before[name] === after[name]);
}
