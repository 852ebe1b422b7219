/** Whose address is whose, in MongoDB. */
import type { Address, AddressRepository } from '../ports.ts';
import { raiseCount } from './mongo-commit.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import type { AddressDocument, Collections } from './mongo-documents.ts';
import { Conflict, isUniqueViolation } from './mongo-errors.ts';
import { recordInInbox } from './mongo-outbox.ts';

export class MongoAddressRepository implements AddressRepository {
  readonly #db: MongoDatabase;

  constructor(db: MongoDatabase) {
    this.#db = db;
  }

  userOf(addressHash: string): Promise<string | undefined> {
    return this.#db.run(async collections => {
      const address = await collections.addresses.findOne({ _id: addressHash });
      return address ? livingUserOf(collections, address) : undefined;
    });
  }

  async record({ userId, addressHash, verifiedAt }: Address, group: string, eventId: string): Promise<void> {
    await this.#db.transaction(async transaction => {
      const { addresses, session } = transaction;
      const isErased = (await raiseCount(transaction, userId, 0)).erasedAt !== undefined;
      if (!(await recordInInbox(transaction, group, eventId)) || isErased) return;
      const earlier = await addresses.findOne({ userId }, { session });
      const { verifiedAt: takenAt = '' } = await meetAddress(transaction, addressHash);
      if (takenAt >= verifiedAt || (earlier?.verifiedAt ?? '') >= verifiedAt) return;
      if (earlier) await addresses.deleteOne({ userId }, { session });
      const recorded = { userId, verifiedAt, meetings: 1 };
      await addresses.replaceOne({ _id: addressHash }, recorded, { upsert: true, session });
    });
  }
}

/** Whether this address is nobody's. From here on, no other transaction can record it before this one is committed. */
export async function takeUnknownAddress(transaction: Transaction, addressHash: string): Promise<boolean> {
  const address = await meetAddress(transaction, addressHash);
  return (await livingUserOf(transaction, address)) === undefined;
}

async function livingUserOf(
  { people, session }: Pick<Collections, 'people'> & Partial<Pick<Transaction, 'session'>>,
  { userId }: AddressDocument,
): Promise<string | undefined> {
  if (userId === undefined) return undefined;
  const erased = { _id: userId, erasedAt: { $exists: true } };
  return (await people.findOne(erased, session && { session })) ? undefined : userId;
}

async function meetAddress({ addresses, session }: Transaction, addressHash: string): Promise<AddressDocument> {
  const options = { upsert: true, returnDocument: 'after', session } as const;
  const address = await addresses
    .findOneAndUpdate({ _id: addressHash }, { $inc: { meetings: 1 } }, options)
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? new Conflict('An address was met twice at once.', { cause: error }) : error;
    });
  if (!address) throw new Error(`The upsert of ${addressHash} gave nothing.`);
  return address;
}
