/** The lists that a note is in as one array, so that a page of any view and any filters is one range of one index. */
import type { MongoMigration } from '../mongo-start.ts';

const views = {
  $concatArrays: [
    ['$view'],
    { $cond: [{ $eq: ['$isShared', true] }, ['shared'], []] },
    { $cond: ['$reminds', ['reminders'], []] },
  ],
};
/** As `listsOf` in mongo-placements.ts makes them. */
const lists = {
  $reduce: {
    input: '$labelIds',
    initialValue: views,
    in: {
      $concatArrays: ['$$value', { $map: { input: views, as: 'view', in: { $concat: ['$$view', ' ', '$$this'] } } }],
    },
  },
};
const former = [
  'board', 'board_by_color', 'board_by_kind', 'board_by_label', 'board_of_reminders', 'board_of_shared',
]; // prettier-ignore

export const listsMongoMigration: MongoMigration = {
  id: 5,
  async apply(db) {
    const placements = db.collection('placements');
    await placements.updateMany({ lists: { $exists: false } }, [
      { $set: { lists } },
      { $unset: ['labelIds', 'reminds', 'isShared'] },
    ]);
    await placements.createIndexes([
      { name: 'listed', key: { userId: 1, lists: 1, order: 1 } },
      { name: 'listed_by_color', key: { userId: 1, lists: 1, color: 1, order: 1 } },
      { name: 'listed_by_kind', key: { userId: 1, lists: 1, kind: 1, order: 1 } },
      { name: 'listed_by_both', key: { userId: 1, lists: 1, color: 1, kind: 1, order: 1 } },
    ]);
    const there = new Set((await placements.indexes()).map(({ name }) => name));
    for (const name of former) if (there.has(name)) await placements.dropIndex(name);
  },
};
