/** Erasing a person from the MongoDB store, some documents at a time, so that others can write in between. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { ErasureStore } from '../ports.ts';
import type { MongoWriter } from './mongo-commit.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import { deletePartsOf } from './mongo-note-changes.ts';
import { appendToOutbox, eraseFromOutbox, recordInInbox } from './mongo-outbox.ts';

const ofPerson = ['requests', 'goneNotes', 'imports', 'labels'] as const;

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

  eraseSome(userId: string, limit: number): Promise<boolean> {
    return this.#db.transaction(async transaction => {
      if (await eraseNotes(transaction, userId, limit)) return true;
      for (const kind of ofPerson) if (await eraseKind(transaction, kind, userId, limit)) return true;
      return false;
    });
  }

  async finish(userId: string, group: string, eventId: string, answer: EventEnvelope): Promise<void> {
    await this.#db.transaction(async transaction => {
      if (!(await recordInInbox(transaction, group, eventId))) return;
      const { people, session } = transaction;
      await people.updateOne({ _id: userId }, { $unset: { changeSeq: true, labelsChangeSeq: true } }, { session });
      await eraseFromOutbox(transaction, userId, [answer.type]);
      await appendToOutbox(transaction, [answer]);
    });
    this.#onEvents();
  }
}

async function eraseNotes(transaction: Transaction, ownerId: string, limit: number): Promise<boolean> {
  const { notes, session } = transaction;
  const some = await notes
    .find({ ownerId }, { projection: { _id: 1 }, session })
    .limit(limit)
    .toArray();
  if (some.length === 0) return false;
  const ids = some.map(({ _id }) => _id);
  await notes.deleteMany({ _id: { $in: ids } }, { session });
  await deletePartsOf(transaction, ids);
  return true;
}

async function eraseKind(
  transaction: Transaction,
  kind: (typeof ofPerson)[number],
  userId: string,
  limit: number,
): Promise<boolean> {
  const { session } = transaction;
  const some = await transaction[kind]
    .find({ userId }, { projection: { _id: 1 }, session })
    .limit(limit)
    .toArray();
  if (some.length === 0) return false;
  await transaction[kind].deleteMany({ _id: { $in: some.map(({ _id }) => _id) } }, { session });
  return true;
}
