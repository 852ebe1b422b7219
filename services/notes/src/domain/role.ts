/** What somebody may do with a note: what is forbidden here is so in every route and every batch. */
import { type EditNoteBody, type MemberRole, memberRoles } from '@keep/contracts/notes-http';
import { roleForbidden } from './note-errors.ts';
import type { NoteContent, StoredNote } from './note.ts';

export type Role = 'owner' | MemberRole;

/** Undefined for who has not the note. Who is there by two addresses has the better of both roles. */
export function roleOf({ content, members }: StoredNote, userId: string): Role | undefined {
  if (content.ownerId === userId) return 'owner';
  const roles = members.filter(member => member.userId === userId).map(({ role }) => role);
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

/** A checker may make edits that tick items, or add new ones, and change nothing else. */
export function assertMayEdit(note: StoredNote, userId: string, edit: EditNoteBody): void {
  const isChecker = roleOf(note, userId) === 'checker';
  if (!isChecker) return assertEditor(note, userId);
  if (!onlyTicksAndAdds(note.content, edit)) {
    throw roleForbidden('A checker ticks items and adds new ones, and changes nothing else.');
  }
}

/** What is sent as it stands in the note already changes nothing. */
function onlyTicksAndAdds(content: NoteContent, edit: EditNoteBody): boolean {
  const { title = content.title, body = content.body, kind = content.kind, items } = edit;
  if (title !== content.title || body !== content.body || kind !== content.kind) return false;
  if (!items) return true;
  const existing = new Map(content.items.map(item => [item.id, item]));
  return (
    items.remove.length === 0 &&
    items.upsert.every(({ id, text, parentId, position }) => {
      const item = existing.get(id);
      if (!item) return true;
      const isSameParent = parentId === undefined || parentId === item.parentId;
      return isSameParent && (text ?? item.text) === item.text && (position ?? item.position) === item.position;
    })
  );
}
