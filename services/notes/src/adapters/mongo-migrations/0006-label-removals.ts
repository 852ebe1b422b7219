/** Labels that are gone, and still to be taken off the notes that carried them. */
import type { MongoMigration } from '../mongo-start.ts';

export const labelRemovalsMongoMigration: MongoMigration = {
  id: 6,
  async apply(db) {
    await db.collection('label_removals').createIndexes([{ key: { userId: 1 } }]);
  },
};
