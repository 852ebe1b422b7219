/** What is known of invitations beside their notes, in MongoDB; it is written with the notes. */
import { noteLimits } from '@keep/contracts/notes-http';
import type { Standing } from '../domain/invitation.ts';
import type { InvitationRepository } from '../ports.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import { type Collections, pairId, placementId } from './mongo-documents.ts';

/** In a transaction, or outside of one. */
type Reading<Name extends keyof Collections> = Pick<Collections, Name> & Partial<Pick<Transaction, 'session'>>;

export class MongoInvitationRepository implements InvitationRepository {
  readonly #db: MongoDatabase;

  constructor(db: MongoDatabase) {
    this.#db = db;
  }

  async standing(userId: string, inviterId: string, noteId: string): Promise<Standing> {
    if (await this.hasDeclined(userId, noteId)) return 'refused';
    return this.#db.run(async collections => {
      if (await hasBlocked(collections, userId, inviterId)) return 'refused';
      const pair = await collections.contacts.findOne({ _id: pairId(userId, inviterId) });
      return pair ? 'contact' : 'stranger';
    });
  }

  hasDeclined(userId: string, noteId: string): Promise<boolean> {
    return this.#db.run(
      async ({ declinedInvitations }) =>
        (await declinedInvitations.findOne({ _id: placementId(userId, noteId) })) !== null,
    );
  }

  hasRoomFor(inviterId: string, addressHash: string): Promise<boolean> {
    return this.#db.run(collections => hasRoomFor(collections, inviterId, addressHash));
  }

  pending(userId: string, inviterId: string, limit: number): Promise<string[]> {
    return this.#db.run(async ({ invitations }) => {
      const found = invitations.find({ userId, state: 'pending', inviterId }, { projection: { noteId: 1 } });
      return (await found.limit(limit).toArray()).map(({ noteId }) => noteId);
    });
  }
}

export async function hasBlocked(
  { blocks, session }: Reading<'blocks'>,
  userId: string,
  otherId: string,
): Promise<boolean> {
  return (await blocks.findOne({ _id: pairId(userId, otherId) }, session && { session })) !== null;
}

export async function hasRoomFor(
  { invitations, session }: Reading<'invitations'>,
  inviterId: string,
  addressHash: string,
): Promise<boolean> {
  const options = session && { session };
  if (await invitations.findOne({ inviterId, addressHash }, options)) return true;
  const hasJoined = { $cond: [{ $eq: ['$state', 'joined'] }, 1, 0] };
  const unanswered = invitations.aggregate(
    [
      { $match: { inviterId } },
      { $group: { _id: '$addressHash', joined: { $max: hasJoined } } },
      { $match: { joined: 0 } },
      { $limit: noteLimits.unansweredInvitations },
    ],
    options,
  );
  return (await unanswered.toArray()).length < noteLimits.unansweredInvitations;
}
