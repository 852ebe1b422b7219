/**
 * The limit's storage on MongoDB: the same two queries for a page, and one durable transaction for each write. The
 * counter of what a person changed is left out: in one document for all, it would make each writer wait for the others.
 */
import { MongoClient, type TransactionOptions } from 'mongodb';
import { type BareContent, BARE_USER, bareContent, bareEvent, barePlacement, joined, revised } from './bare-note.ts';
import type { BareStore } from './store.ts';

type Content = { _id: string; revision: number; content: string };
type Placed = { _id: string; userId: string; position: string; color: string; kind: string; placement: string };

const durable: TransactionOptions = {
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority', journal: true },
};

/** In a database of its own on the server of this address. */
export async function openMongoStore(url: string): Promise<BareStore> {
  const client = await MongoClient.connect(url, { readConcern: { level: 'majority' } });
  const db = client.db(`bench_${process.pid}`);
  const notes = db.collection<Content>('notes');
  const placements = db.collection<Placed>('placements');
  const revisions = db.collection('revisions');
  const outbox = db.collection('outbox');
  const placement = JSON.stringify(barePlacement);
  // A transaction that makes a collection conflicts with all others that do.
  await db.createCollection('notes');
  await placements.createIndexes([
    { key: { userId: 1, position: 1, _id: 1 } },
    { key: { userId: 1, color: 1, position: 1 } },
    { key: { userId: 1, kind: 1, position: 1 } },
  ]);
  await revisions.createIndex({ noteId: 1, revision: 1 }, { unique: true });
  await outbox.createIndex({ isSent: 1, position: 1 });

  function store(content: BareContent): Promise<string> {
    const { id, revision, kind } = content;
    const text = JSON.stringify(content);
    const event = bareEvent(content);
    const { position, color } = barePlacement;
    return client.withSession(session =>
      session.withTransaction(async () => {
        const options = { session, upsert: true };
        await notes.replaceOne({ _id: id }, { revision, content: text }, options);
        await revisions.insertOne({ noteId: id, revision, content: text }, { session });
        await placements.replaceOne(
          { _id: id },
          { userId: BARE_USER, position, color, kind, placement },
          options,
        ); // prettier-ignore
        await outbox.insertOne({ subject: event.subject, event: event.text, isSent: false }, { session });
        return joined(text, placement);
      }, durable),
    );
  }

  return {
    async page(limit) {
      const placed = await placements.find({ userId: BARE_USER }).sort({ position: 1, _id: 1 }).limit(limit).toArray();
      const found = await notes.find({ _id: { $in: placed.map(({ _id }) => _id) } }).toArray();
      const contents = new Map(found.map(({ _id, content }) => [_id, content]));
      return placed.map(({ _id, placement }) => joined(contents.get(_id) ?? '', placement));
    },
    async note(id) {
      const [note, placed] = await Promise.all([notes.findOne({ _id: id }), placements.findOne({ _id: id })]);
      return note && placed ? joined(note.content, placed.placement) : undefined;
    },
    create: written => store(bareContent(written)),
    async edit(id, { body }) {
      const note = await notes.findOne({ _id: id });
      return note ? store(revised(JSON.parse(note.content) as BareContent, body)) : undefined;
    },
  };
}
