/** Members of notes, those who are invited without an account yet, and whose address is whose. */
import type { MongoMigration } from '../mongo-start.ts';

export const membersMongoMigration: MongoMigration = {
  id: 3,
  async apply(db) {
    await db
      .collection('notes')
      .createIndexes([{ key: { invitedHashes: 1 }, partialFilterExpression: { invitedHashes: { $exists: true } } }]);
    await db
      .collection('placements')
      .createIndexes([
        { name: 'board_of_shared', key: { userId: 1, order: 1 }, partialFilterExpression: { isShared: true } },
      ]);
    await db
      .collection('addresses')
      .createIndexes([{ key: { userId: 1 }, unique: true, partialFilterExpression: { userId: { $exists: true } } }]);
  },
};
