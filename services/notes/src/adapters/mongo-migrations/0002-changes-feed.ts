/** What the changes feed needs in MongoDB: when notes were gone, and apart from it their last versions. */
import type { MongoMigration } from '../mongo-start.ts';

export const changesFeedMongoMigration: MongoMigration = {
  id: 2,
  async apply(db) {
    const made = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
    if (!made.has('deleted_notes')) await db.createCollection('deleted_notes');
    const gone = db.collection('gone_notes');
    const latest = { $group: { _id: '$noteId', version: { $max: '$version' } } };
    await gone.aggregate([latest, { $merge: { into: 'deleted_notes', whenMatched: 'keepExisting' } }]).toArray();
    await gone.updateMany({ goneAt: { $exists: false } }, { $set: { goneAt: new Date() } });
    await gone.createIndexes([{ key: { goneAt: 1 } }]);
    const byNote = (await gone.indexes()).find(({ key }) => Object.keys(key).join() === 'noteId,version');
    if (byNote?.name !== undefined) await gone.dropIndex(byNote.name);
  },
};
