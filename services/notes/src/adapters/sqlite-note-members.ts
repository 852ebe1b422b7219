/** Who comes to a note by a change of it, and who is invited to it, in SQLite; each function runs inside a transaction. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { newContacts } from '../domain/invitation.ts';
import { isWaiting, type Member, stateOf } from '../domain/member.ts';
import type { StoredNote } from '../domain/note.ts';
import { formerAuthors } from '../domain/people.ts';
import { userOf } from './sqlite-address-repository.ts';
import { isErased, refuse } from './sqlite-commit.ts';
import { hasBlocked, hasRoomFor } from './sqlite-invitation-repository.ts';

/**
 * An address that became known since the invitation was decided on, one too many, a person who was erased, and one who has
 * blocked the inviter, are a clash.
 */
export function writeMembers(db: SqliteDatabase, previous: StoredNote, note: StoredNote): void {
  const { content, members } = note;
  db.run('UPDATE notes SET members = ? WHERE id = ?', JSON.stringify(members), content.id);
  welcome(db, previous, note);
  writeInvitations(db, previous, note);
  for (const [inviterId, userId] of newContacts(previous.members, members)) writeContact(db, inviterId, userId);
}

/** Where an erasure finds those who left the note, and are named in it as authors. */
export function writeFormerAuthors(db: SqliteDatabase, previous: StoredNote, note: StoredNote): void {
  const [before, after] = [previous, note].map(({ authors, placements }) => formerAuthors(authors, placements)) as [
    string[], string[],
  ]; // prettier-ignore
  const { id } = note.content;
  for (const userId of before.filter(each => !after.includes(each)))
    db.run('DELETE FROM former_authors WHERE user_id = ? AND note_id = ?', userId, id);
  for (const userId of after.filter(each => !before.includes(each)))
    db.run('INSERT OR IGNORE INTO former_authors VALUES (?, ?)', userId, id);
}

function welcome(db: SqliteDatabase, previous: StoredNote, { content, members, placements }: StoredNote): void {
  for (const userId of placements.keys()) {
    if (previous.placements.has(userId)) continue;
    const inviters = members.flatMap(member =>
      member.userId === userId && member.invited ? [member.invited.by.userId] : [],
    );
    if (isErased(db, userId) || inviters.some(inviterId => hasBlocked(db, userId, inviterId))) refuse('clash');
    db.run('DELETE FROM gone_notes WHERE user_id = ? AND note_id = ?', userId, content.id);
  }
}

function writeInvitations(
  db: SqliteDatabase,
  previous: StoredNote,
  { content: { id: noteId }, members }: StoredNote,
): void {
  const before = new Map(previous.members.map(member => [member.addressHash, member]));
  for (const member of members) {
    const earlier = before.get(member.addressHash);
    before.delete(member.addressHash);
    if (!earlier || textOf(earlier) !== textOf(member)) writeInvitation(db, noteId, earlier, member);
  }
  for (const addressHash of before.keys())
    db.run('DELETE FROM invitations WHERE note_id = ? AND address_hash = ?', noteId, addressHash);
}

function writeInvitation(db: SqliteDatabase, noteId: string, earlier: Member | undefined, member: Member): void {
  const { addressHash, userId, invited } = member;
  const [inviterId, state] = [invited?.by.userId ?? null, stateOf(member)];
  if (isWaiting(member) && !earlier && userOf(db, addressHash) !== undefined) refuse('clash');
  const isNew = inviterId !== null && inviterId !== earlier?.invited?.by.userId;
  if (isNew && !hasRoomFor(db, inviterId, addressHash)) refuse('clash');
  db.run(
    'INSERT OR REPLACE INTO invitations VALUES (?, ?, ?, ?, ?)',
    noteId, addressHash, inviterId, userId, state,
  ); // prettier-ignore
  if (state === 'declined') db.run('INSERT OR IGNORE INTO declined_invitations VALUES (?, ?)', userId, noteId);
}

/** What the row of a member says. */
function textOf(member: Member): string {
  return JSON.stringify([member.invited?.by.userId, member.userId, stateOf(member)]);
}

function writeContact(db: SqliteDatabase, inviterId: string, userId: string): void {
  if (hasBlocked(db, inviterId, userId) || hasBlocked(db, userId, inviterId) || isErased(db, inviterId)) return;
  db.run('INSERT OR IGNORE INTO contacts VALUES (?, ?), (?, ?)', inviterId, userId, userId, inviterId);
}
