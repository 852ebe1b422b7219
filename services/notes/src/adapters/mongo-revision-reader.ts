/** The history of notes in MongoDB; it is written with the notes. */
import type { WrittenContent } from '../domain/note.ts';
import type { RevisionReader, RevisionSummary } from '../ports.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { type Collections, placementId } from './mongo-documents.ts';

export class MongoRevisionReader implements RevisionReader {
  readonly #db: MongoDatabase;

  constructor(db: MongoDatabase) {
    this.#db = db;
  }

  page(userId: string, noteId: string, before: number | undefined, limit: number): Promise<RevisionSummary[]> {
    return this.#db.run(async collections => {
      if (!(await isOnBoard(collections, userId, noteId))) return [];
      return collections.revisions
        .find<RevisionSummary>(
          { noteId, ...(before !== undefined && { revision: { $lt: before } }) },
          { projection: { _id: 0, revision: 1, editedBy: 1, editedAt: 1 } },
        )
        .sort({ revision: -1 })
        .limit(limit)
        .toArray();
    });
  }

  find(userId: string, noteId: string, revision: number): Promise<(RevisionSummary & WrittenContent) | undefined> {
    return this.#db.run(async collections => {
      if (!(await isOnBoard(collections, userId, noteId))) return undefined;
      const found = await collections.revisions.findOne({ noteId, revision });
      if (!found) return undefined;
      const { editedBy, editedAt, written } = found;
      return { revision, editedBy, editedAt, ...(JSON.parse(written) as WrittenContent) };
    });
  }
}

async function isOnBoard({ placements }: Collections, userId: string, noteId: string): Promise<boolean> {
  const visible = { _id: placementId(userId, noteId), view: { $ne: 'hidden' } };
  return (await placements.findOne(visible, { projection: { _id: 1 } })) !== null;
}
