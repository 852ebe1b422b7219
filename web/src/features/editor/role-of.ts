/** What the reader may do with a note. */
import type { MemberRole } from '@keep/contracts/notes-http';
import type { ShownNote } from '../../data/shown-note.ts';

export type Role = 'owner' | MemberRole;

export function roleOf({ ownerId, members }: ShownNote, userId: string): Role {
  if (ownerId === userId) return 'owner';
  return members.find(member => member.userId === userId)?.role ?? 'viewer';
}
