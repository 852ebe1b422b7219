/** Labels in MongoDB. */
import { labelKey } from '@keep/contracts/label-key';
import { labelLimits } from '@keep/contracts/labels-http';
import type { Filter } from 'mongodb';
import type { Label } from '../domain/label.ts';
import { places } from '../domain/placement.ts';
import type { Commit, LabelChange, LabelPlace, LabelRemoval, LabelRepository, SaveOutcome } from '../ports.ts';
import { insertOr, type MongoWriter, refuse } from './mongo-commit.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import { type LabelDocument, listName, type PlacementDocument } from './mongo-documents.ts';

export class MongoLabelRepository implements LabelRepository {
  readonly #db: MongoDatabase;
  readonly #writer: MongoWriter;

  constructor(writer: MongoWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  find(userId: string, labelId: string): Promise<Label | undefined> {
    return this.#db.run(async ({ labels }) => toLabel(await labels.findOne({ _id: labelId, userId })));
  }

  findByName(userId: string, key: string): Promise<Label | undefined> {
    return this.#db.run(async ({ labels }) => toLabel(await labels.findOne({ userId, nameKey: key })));
  }

  page(userId: string, after: LabelPlace | undefined, limit: number): Promise<Label[]> {
    return this.#db.run(async ({ labels }) => {
      const last = after && (await labels.findOne({ _id: after.id, userId }, { projection: { nameKey: 1 } }));
      const start = last?.nameKey ?? labelKey(after?.name ?? '');
      const found = labels.find({ userId, nameKey: { $gt: start } }).sort({ nameKey: 1 });
      return (await found.limit(limit).toArray()).flatMap(each => toLabel(each) ?? []);
    });
  }

  count(userId: string): Promise<number> {
    return this.#db.run(({ labels }) => labels.countDocuments({ userId }));
  }

  ofImport(userId: string, importId: string): Promise<Label[]> {
    return this.#db.run(async ({ labels }) =>
      (await labels.find({ userId, importId }).toArray()).flatMap(each => toLabel(each) ?? []),
    );
  }

  async owned(userId: string, labelIds: readonly string[]): Promise<Set<string>> {
    if (labelIds.length === 0) return new Set();
    return this.#db.run(async ({ labels }) => {
      const found = labels.find({ _id: { $in: [...labelIds] }, userId }, { projection: { _id: 1 } });
      return new Set((await found.toArray()).map(({ _id }) => _id));
    });
  }

  save({ previous, next, ifUnused }: LabelChange, commit: Commit): Promise<SaveOutcome> {
    const { userId } = commit;
    return this.#writer.commit(commit, [userId], async (transaction, { counts }) => {
      if (!previous && next) await insertLabel(transaction, userId, next);
      if (previous && next) await renameLabel(transaction, userId, previous, next);
      if (ifUnused && previous && (await isCarried(transaction, userId, previous.id))) refuse('clash');
      if (previous && !next) await deleteLabel(transaction, userId, previous);
      const { people, session } = transaction;
      const labelsChangeSeq = counts.get(userId) ?? 0;
      await people.updateOne({ _id: userId }, { $set: { labelsChangeSeq } }, { session });
    });
  }

  removals(limit: number): Promise<LabelRemoval[]> {
    return this.#db.run(async ({ labelRemovals }) => {
      const found = labelRemovals.find().sort({ _id: 1 }).limit(limit);
      return (await found.toArray()).map(({ _id: labelId, userId }) => ({ userId, labelId }));
    });
  }

  async endRemoval(labelId: string): Promise<void> {
    await this.#db.run(({ labelRemovals }) => labelRemovals.deleteOne({ _id: labelId }));
  }
}

/** All of a person's, by name, at the moment of `session`. */
export async function labelsOf(
  { labels, session }: Pick<Transaction, 'labels' | 'session'>,
  userId: string,
): Promise<Label[]> {
  const found = labels.find({ userId }, { session }).sort({ nameKey: 1 });
  return (await found.toArray()).flatMap(each => toLabel(each) ?? []);
}

/** What has this label: it is in exactly one of these lists. */
export function carrying(userId: string, labelId: string): Filter<PlacementDocument> {
  return { userId, lists: { $in: places.map(view => listName(view, labelId)) } };
}

async function insertLabel(
  { labels, labelRemovals, session }: Transaction,
  userId: string,
  label: Label,
): Promise<void> {
  const { id: _id, name, version, createdAt, updatedAt, importId } = label;
  if (await labels.findOne({ _id }, { session })) refuse('id-taken');
  if (await labelRemovals.findOne({ _id }, { session })) refuse('clash');
  if ((await labels.countDocuments({ userId }, { session })) >= labelLimits.labels) refuse('clash');
  const document = { _id, userId, name, nameKey: labelKey(name), version, createdAt, updatedAt, importId };
  await insertOr('clash', () => labels.insertOne(document, { session }));
}

async function renameLabel(
  { labels, session }: Transaction,
  userId: string,
  previous: Label,
  { name, version, updatedAt, importId }: Label,
): Promise<void> {
  const unchanged = { _id: previous.id, userId, version: previous.version };
  await insertOr('clash', async () => {
    const $set = { name, nameKey: labelKey(name), version, updatedAt, importId };
    const { matchedCount } = await labels.updateOne(unchanged, { $set }, { session });
    if (matchedCount === 0) refuse('clash');
  });
}

async function isCarried({ placements, session }: Transaction, userId: string, labelId: string): Promise<boolean> {
  return (await placements.findOne(carrying(userId, labelId), { session })) !== null;
}

async function deleteLabel(transaction: Transaction, userId: string, { id, version }: Label): Promise<void> {
  const { labels, labelRemovals, session } = transaction;
  const { deletedCount } = await labels.deleteOne({ _id: id, userId, version }, { session });
  if (deletedCount === 0) refuse('clash');
  if (await isCarried(transaction, userId, id)) await labelRemovals.insertOne({ _id: id, userId }, { session });
}

function toLabel(document: LabelDocument | null): Label | undefined {
  if (!document) return undefined;
  const { _id: id, name, createdAt, updatedAt, version, importId = null } = document;
  return { id, name, createdAt, updatedAt, version, importId };
}
