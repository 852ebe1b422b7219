/** Erasing a person from the MongoDB store, some documents at a time, so that others can write in between. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { userErased } from '@keep/contracts/notes-events';
import type { ErasureStore, SharedNotesPage } from '../ports.ts';
import type { MongoWriter } from './mongo-commit.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import { type Collections, placementId } from './mongo-documents.ts';
import { deletePartsOf } from './mongo-note-changes.ts';
import { appendToOutbox, eraseFromOutbox, eraseSomeFromOutbox, recordInInbox } from './mongo-outbox.ts';

/** What goes with a person, and the field that names them. */
const ofPerson = [
  ['requests', 'userId'],
  ['goneNotes', 'userId'],
  ['imports', 'userId'],
  ['addresses', 'userId'],
  ['declinedInvitations', 'userId'],
  ['contacts', 'userId'],
  ['contacts', 'contactId'],
  ['blocks', 'userId'],
  ['blocks', 'blockedId'],
  ['labels', 'userId'],
  ['labelRemovals', 'userId'],
  ['editorShares', 'userId'],
] as const;

export class MongoErasureStore implements ErasureStore {
  readonly #db: MongoDatabase;
  readonly #onEvents: () => void;

  constructor({ db, onEvents }: MongoWriter) {
    this.#db = db;
    this.#onEvents = onEvents;
  }

  /** Conflicts with every transaction of the person: none is committed after it that did not see it. */
  async bar(userId: string, at: Date): Promise<void> {
    await this.#db.run(({ people }) =>
      people.updateOne({ _id: userId }, { $min: { erasedAt: at }, $inc: { writes: 1 } }, { upsert: true }),
    );
  }

  isBarred(userId: string): Promise<boolean> {
    return this.#db.run(
      async ({ people }) => (await people.findOne({ _id: userId, erasedAt: { $exists: true } })) !== null,
    );
  }

  sharedNotes(userId: string, after: string | undefined, limit: number): Promise<SharedNotesPage> {
    return this.#db.run(async collections => {
      const own = await notesOf(collections, userId, after ?? '', limit);
      return {
        noteIds: await thoseOfOthers(collections, userId, own),
        next: own.length < limit ? undefined : own.at(-1),
      };
    });
  }

  hasNotes(userId: string): Promise<boolean> {
    return this.#db.run(async ({ placements }) => (await placements.findOne({ userId })) !== null);
  }

  eraseSome(userId: string, limit: number): Promise<boolean> {
    return this.#db.transaction(async transaction => {
      if (await eraseNotes(transaction, userId, limit)) return true;
      if (await eraseSomeFromOutbox(transaction, userId, [userErased.type], limit)) return true;
      for (const [kind, field] of ofPerson)
        if (await eraseKind(transaction, kind, { [field]: userId }, limit)) return true;
      return false;
    });
  }

  async finish(userId: string, group: string, eventId: string, answer: EventEnvelope): Promise<void> {
    await this.#db.transaction(async transaction => {
      if (!(await recordInInbox(transaction, group, eventId))) return;
      const { people, session } = transaction;
      await people.updateOne(
        { _id: userId },
        { $unset: { changeSeq: true, labelsChangeSeq: true, notes: true, bytes: true } },
        { session },
      );
      await eraseFromOutbox(transaction, userId, [answer.type]);
      await appendToOutbox(transaction, [answer]);
    });
    this.#onEvents();
  }
}

/** By id, those that the person has, has declined, or has written in. */
async function notesOf(
  { placements, invitations, notes }: Collections,
  userId: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const later = { userId, _id: { $gt: placementId(userId, after) } };
  const own = await placements
    .find(later, { projection: { noteId: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const declined = await invitations
    .find({ userId, state: 'declined', noteId: { $gt: after } }, { projection: { noteId: 1 } })
    .sort({ noteId: 1 })
    .limit(limit)
    .toArray();
  const left = await notes
    .find({ formerAuthorIds: userId, _id: { $gt: after } }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const ids = [...own, ...declined].map(({ noteId }) => noteId).concat(left.map(({ _id }) => _id));
  return [...new Set(ids)].toSorted().slice(0, limit);
}

/** Which of these notes somebody else has too. */
async function thoseOfOthers(
  { placements, session }: Pick<Collections, 'placements'> & Partial<Pick<Transaction, 'session'>>,
  userId: string,
  noteIds: readonly string[],
): Promise<string[]> {
  const ofOthers = { noteId: { $in: [...noteIds] }, userId: { $ne: userId } };
  const options = { projection: { noteId: 1 }, ...(session && { session }) };
  const found = await placements.find(ofOthers, options).toArray();
  return [...new Set(found.map(({ noteId }) => noteId))];
}

async function eraseNotes(transaction: Transaction, ownerId: string, limit: number): Promise<boolean> {
  const { notes, session } = transaction;
  const some = await notes
    .find({ ownerId }, { projection: { _id: 1 }, session })
    .limit(limit)
    .toArray();
  const others = new Set(await thoseOfOthers(transaction, ownerId, some.map(({ _id }) => _id))); // prettier-ignore
  const ids = some.map(({ _id }) => _id).filter(id => !others.has(id));
  if (ids.length === 0) return false;
  await notes.deleteMany({ _id: { $in: ids } }, { session });
  await deletePartsOf(transaction, ids);
  return true;
}

async function eraseKind(
  transaction: Transaction,
  kind: (typeof ofPerson)[number][0],
  ofThem: Record<string, string>,
  limit: number,
): Promise<boolean> {
  const { session } = transaction;
  const some = await transaction[kind]
    .find(ofThem, { projection: { _id: 1 }, session })
    .limit(limit)
    .toArray();
  if (some.length === 0) return false;
  await transaction[kind].deleteMany({ _id: { $in: some.map(({ _id }) => _id) } }, { session });
  return true;
}
