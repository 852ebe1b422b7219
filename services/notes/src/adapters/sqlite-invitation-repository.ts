/** What is known of invitations beside their notes, in SQLite; it is written with the notes. */
import { noteLimits } from '@keep/contracts/notes-http';
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { Standing } from '../domain/invitation.ts';
import type { InvitationRepository } from '../ports.ts';

export class SqliteInvitationRepository implements InvitationRepository {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  async standing(userId: string, inviterId: string, noteId: string): Promise<Standing> {
    if ((await this.hasDeclined(userId, noteId)) || hasBlocked(this.#db, userId, inviterId)) return 'refused';
    const pair = 'SELECT 1 FROM contacts WHERE user_id = ? AND contact_id = ?';
    return this.#db.get(pair, userId, inviterId) ? 'contact' : 'stranger';
  }

  async hasDeclined(userId: string, noteId: string): Promise<boolean> {
    const declined = 'SELECT 1 FROM declined_invitations WHERE user_id = ? AND note_id = ?';
    return this.#db.get(declined, userId, noteId) !== undefined;
  }

  async hasRoomFor(inviterId: string, addressHash: string): Promise<boolean> {
    return hasRoomFor(this.#db, inviterId, addressHash);
  }

  async pending(userId: string, inviterId: string, limit: number): Promise<string[]> {
    const rows = this.#db.all<{ noteId: string }>(
      `SELECT note_id AS noteId FROM invitations WHERE user_id = ? AND state = 'pending' AND inviter_id = ? LIMIT ?`,
      userId, inviterId, limit,
    ); // prettier-ignore
    return rows.map(({ noteId }) => noteId);
  }
}

export function hasBlocked(db: SqliteDatabase, userId: string, otherId: string): boolean {
  return db.get('SELECT 1 FROM blocks WHERE user_id = ? AND blocked_id = ?', userId, otherId) !== undefined;
}

export function hasRoomFor(db: SqliteDatabase, inviterId: string, addressHash: string): boolean {
  const own = 'SELECT 1 FROM invitations WHERE inviter_id = ? AND address_hash = ?';
  if (db.get(own, inviterId, addressHash)) return true;
  const unanswered = db.all(
    `SELECT DISTINCT address_hash FROM invitations i WHERE inviter_id = ? AND state <> 'joined' AND NOT EXISTS
       (SELECT 1 FROM invitations o WHERE o.inviter_id = i.inviter_id AND o.address_hash = i.address_hash AND o.state = 'joined')
     LIMIT ?`,
    inviterId, noteLimits.unansweredInvitations,
  ); // prettier-ignore
  return unanswered.length < noteLimits.unansweredInvitations;
}
