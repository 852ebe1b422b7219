/** Who comes to a note by a change of it, in SQLite; each function runs inside a transaction. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { isPending } from '../domain/member.ts';
import type { StoredNote } from '../domain/note.ts';
import { userOf } from './sqlite-address-repository.ts';
import { isErased, refuse } from './sqlite-commit.ts';

/** An address that became known since the invitation was decided on, and a person who was erased, are a clash. */
export function writeMembers(
  db: SqliteDatabase,
  previous: StoredNote,
  { content, members, placements }: StoredNote,
): void {
  const { id: noteId } = content;
  db.run('UPDATE notes SET members = ? WHERE id = ?', JSON.stringify(members), noteId);
  for (const userId of placements.keys()) {
    if (previous.placements.has(userId)) continue;
    if (isErased(db, userId)) refuse('clash');
    db.run('DELETE FROM gone_notes WHERE user_id = ? AND note_id = ?', userId, noteId);
  }
  const invited = new Set(previous.members.filter(isPending).map(({ addressHash }) => addressHash));
  db.run('DELETE FROM invitations WHERE note_id = ?', noteId);
  for (const { addressHash } of members.filter(isPending)) {
    if (!invited.has(addressHash) && userOf(db, addressHash) !== undefined) refuse('clash');
    db.run('INSERT INTO invitations VALUES (?, ?)', addressHash, noteId);
  }
}
