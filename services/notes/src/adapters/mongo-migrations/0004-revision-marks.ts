/** Lists and thins a note's history without reading its texts. */
import type { MongoMigration } from '../mongo-start.ts';

export const revisionMarksMongoMigration: MongoMigration = {
  id: 4,
  async apply(db) {
    await db
      .collection('revisions')
      .createIndexes([{ name: 'marks', key: { noteId: 1, revision: 1, editedBy: 1, editedAt: 1 } }]);
  },
};
