/**
 * How many notes each person has, the bytes of their revisions, and what of these are revisions of each editor. It is
 * counted person by person, so that no operation takes long; a person who is counted already is left alone.
 */
import type { Db } from 'mongodb';
import type { MongoMigration } from '../mongo-start.ts';

export const usageMongoMigration: MongoMigration = {
  id: 8,
  async apply(db) {
    const revisions = db.collection('revisions');
    await revisions.updateMany({ bytes: { $exists: false } }, [{ $set: { bytes: { $strLenBytes: '$written' } } }]);
    const sizes = { noteId: 1, revision: 1, editedBy: 1, editedAt: 1, bytes: 1 } as const;
    await revisions.createIndexes([{ name: 'sizes', key: sizes }]);
    const there = new Set((await revisions.indexes()).map(({ name }) => name));
    if (there.has('marks')) await revisions.dropIndex('marks');
    await db.collection('editor_shares').createIndexes([{ key: { userId: 1 } }]);
    const owners = db.collection('notes').aggregate<{ _id: string }>([{ $group: { _id: '$ownerId' } }]);
    for await (const { _id: ownerId } of owners) await count(db, ownerId);
  },
};

const byEditor = {
  $lookup: {
    from: 'revisions',
    localField: '_id',
    foreignField: 'noteId',
    pipeline: [{ $group: { _id: '$editedBy', bytes: { $sum: '$bytes' } } }],
    as: 'parts',
  },
};

async function count(db: Db, ownerId: string): Promise<void> {
  const ofOwner = [{ $match: { ownerId } }, { $project: { _id: 1 } }, byEditor];
  await db
    .collection('notes')
    .aggregate([
      ...ofOwner,
      { $group: { _id: ownerId, notes: { $sum: 1 }, bytes: { $sum: { $sum: '$parts.bytes' } } } },
      { $merge: { into: 'people', whenMatched: [{ $replaceWith: { $mergeObjects: ['$$new', '$$ROOT'] } }] } },
    ])
    .toArray();
  await db
    .collection('notes')
    .aggregate([
      ...ofOwner,
      { $unwind: '$parts' },
      { $match: { 'parts._id': { $ne: ownerId } } },
      { $group: { _id: { $concat: [ownerId, '/', '$parts._id'] }, bytes: { $sum: '$parts.bytes' } } },
      { $set: { userId: ownerId } },
      { $merge: { into: 'editor_shares', whenMatched: 'keepExisting' } },
    ])
    .toArray();
}
