/** Where those who wrote in a note and left it are named: an erasure looks there for them. */
import type { MongoMigration } from '../mongo-start.ts';

export const peopleOfNotesMongoMigration: MongoMigration = {
  id: 9,
  async apply(db) {
    const partialFilterExpression = { formerAuthorIds: { $exists: true } };
    await db.collection('notes').createIndexes([{ key: { formerAuthorIds: 1, _id: 1 }, partialFilterExpression }]);
  },
};
