/** Outbox and inbox in MongoDB, written in the same transaction as the change they belong to. */
import { EVENT_LIMIT, type EventEnvelope } from '@keep/contracts/event-envelope';
import { NO_LOG, type OutboxStore } from '@keep/service-kit/outbox';
import { Timestamp } from 'mongodb';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import type { OutboxDocument } from './mongo-documents.ts';

/** The server puts its own time in its place, later than any before. */
const ON_INSERT = Timestamp.fromNumber(0);

/**
 * Stores events to be relayed, with the change that they tell of. One by one, as everything in a transaction: what the
 * driver throws of a bulk write does not say that a connection broke.
 */
export async function appendToOutbox(
  { outbox, session }: Transaction,
  events: readonly EventEnvelope[],
): Promise<void> {
  for (const event of events) await outbox.insertOne(toDocument(event), { session });
}

/** Notes that `consumer` handles this event; false says that the effect is there already, and must not happen again. */
export async function recordInInbox(
  { inbox, session }: Transaction,
  consumer: string,
  eventId: string,
): Promise<boolean> {
  const handled = { _id: `${consumer}/${eventId}` };
  if (await inbox.findOne(handled, { session })) return false;
  await inbox.insertOne({ ...handled, handledAt: new Date() }, { session });
  return true;
}

/** Removes a person's events, sent and unsent, but for those of `keepTypes`. */
export async function eraseFromOutbox(
  { outbox, session }: Transaction,
  userId: string,
  keepTypes: readonly string[],
): Promise<void> {
  await outbox.deleteMany({ userId, type: { $nin: [...keepTypes] } }, { session });
}

/** The same, `limit` at most; false says that there was none. Thousands in one transaction are more than MongoDB bears. */
export async function eraseSomeFromOutbox(
  { outbox, session }: Transaction,
  userId: string,
  keepTypes: readonly string[],
  limit: number,
): Promise<boolean> {
  const ofPerson = { userId, type: { $nin: [...keepTypes] } };
  const some = await outbox
    .find(ofPerson, { projection: { _id: 1 }, session })
    .limit(limit)
    .toArray();
  if (some.length === 0) return false;
  await outbox.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } }, { session });
  return true;
}

export class MongoOutbox implements OutboxStore {
  readonly #db: MongoDatabase;

  constructor(db: MongoDatabase) {
    this.#db = db;
  }

  unsent(limit: number): Promise<EventEnvelope[]> {
    return this.#db.run(async ({ outbox }) => {
      const rows = await outbox
        .find({ isSent: false }, { projection: { event: 1 } })
        .sort({ position: 1 })
        .limit(limit)
        .hint('unsent')
        .toArray();
      return rows.map(({ event }) => JSON.parse(event) as EventEnvelope);
    });
  }

  async markSent(ids: readonly string[], logId: string): Promise<void> {
    await this.#db.transaction(async ({ outbox, outboxState, session }) => {
      // Raised, so that it conflicts with another replica that meets a new log at the same time.
      const { matchedCount } = await outboxState.updateOne({ _id: 'log', logId }, { $inc: { marks: 1 } }, { session });
      if (matchedCount === 0) return;
      await outbox.updateMany({ _id: { $in: [...ids] } }, { $set: { isSent: true, sentAt: new Date() } }, { session });
    });
  }

  resendSince(date: Date): Promise<number> {
    return this.#db.run(async ({ outbox, outboxState }) => {
      // First: from here on no replica marks anything as sent. After a crash in between, the relay begins again here.
      await outboxState.updateOne({ _id: 'log' }, { $set: { logId: NO_LOG } }, { upsert: true });
      const change = { $set: { isSent: false }, $unset: { sentAt: true } } as const;
      return (await outbox.updateMany({ sentAt: { $gte: date } }, change)).modifiedCount;
    });
  }

  logId(): Promise<string | undefined> {
    return this.#db.run(async ({ outboxState }) => (await outboxState.findOne({ _id: 'log' }))?.logId);
  }

  async setLogId(logId: string): Promise<void> {
    await this.#db.run(({ outboxState }) =>
      outboxState.updateOne({ _id: 'log' }, { $set: { logId } }, { upsert: true }),
    );
  }

  async prune(sentBefore: Date, handledBefore: Date): Promise<void> {
    await this.#db.run(async ({ outbox, inbox }) => {
      await outbox.deleteMany({ sentAt: { $lt: sentBefore } });
      await inbox.deleteMany({ handledAt: { $lt: handledBefore } });
    });
  }
}

function toDocument(event: EventEnvelope): OutboxDocument {
  const text = JSON.stringify(event);
  if (Buffer.byteLength(text) > EVENT_LIMIT)
    throw new Error(`The event ${event.id} (${event.type}) is larger than an event may be.`);
  const [, , userId = ''] = event.subject.split('.');
  return { _id: event.id, position: ON_INSERT, userId, type: event.type, event: text, isSent: false };
}
