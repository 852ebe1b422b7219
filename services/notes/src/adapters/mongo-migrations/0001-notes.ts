/** The first schema of notes in MongoDB: its collections and their indexes. */
import type { IndexDescription } from 'mongodb';
import type { MongoMigration } from '../mongo-start.ts';

/** By collection. An index is named where a query names it. */
const indexes: Record<string, IndexDescription[]> = {
  people: [],
  notes: [
    { key: { ownerId: 1 } },
    { key: { ownerId: 1, importId: 1, revision: 1 }, partialFilterExpression: { importId: { $exists: true } } },
    { key: { trashedAt: 1 }, partialFilterExpression: { trashedAt: { $exists: true } } },
  ],
  placements: [
    { name: 'board', key: { userId: 1, view: 1, order: 1 } },
    { name: 'board_by_color', key: { userId: 1, view: 1, color: 1, order: 1 } },
    { name: 'board_by_kind', key: { userId: 1, view: 1, kind: 1, order: 1 } },
    { name: 'board_by_label', key: { userId: 1, labelIds: 1, view: 1, order: 1 } },
    { name: 'board_of_reminders', key: { userId: 1, order: 1 }, partialFilterExpression: { reminds: true } },
    { key: { userId: 1, changeSeq: 1 } },
    { key: { noteId: 1 } },
  ],
  gone_notes: [{ key: { userId: 1, changeSeq: 1 } }, { key: { noteId: 1, version: 1 } }],
  revisions: [{ key: { noteId: 1, revision: 1 }, unique: true }],
  labels: [{ key: { userId: 1, nameKey: 1 }, unique: true }],
  imports: [{ key: { userId: 1, order: 1 } }],
  handled_requests: [
    { key: { userId: 1 } },
    { key: { expiresAt: 1 } },
    { key: { noteId: 1 }, partialFilterExpression: { noteId: { $type: 'string' } } },
  ],
  outbox: [
    { name: 'unsent', key: { position: 1 }, partialFilterExpression: { isSent: false } },
    { key: { sentAt: 1 }, partialFilterExpression: { sentAt: { $exists: true } } },
    { key: { userId: 1 } },
  ],
  outbox_state: [],
  inbox: [{ key: { handledAt: 1 } }],
};

export const notesMongoMigration: MongoMigration = {
  id: 1,
  async apply(db) {
    const made = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
    for (const [name, descriptions] of Object.entries(indexes)) {
      if (!made.has(name)) await db.createCollection(name);
      if (descriptions.length > 0) await db.collection(name).createIndexes(descriptions);
    }
  },
};
