/** The history of notes in MongoDB; it is written with the notes. */
import { readWritten } from '../domain/stored-text.ts';
import type { Revision, RevisionReader, RevisionSummary } from '../ports.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { type Collections, placementId, revisionMark } from './mongo-documents.ts';

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
          { projection: revisionMark },
        )
        .sort({ revision: -1 })
        .limit(limit)
        .hint('sizes')
        .toArray();
    });
  }

  async find(userId: string, noteId: string, revision: number): Promise<Revision | undefined> {
    const found = await this.asOf(userId, noteId, revision);
    return found?.revision === revision ? found : undefined;
  }

  asOf(userId: string, noteId: string, revision: number): Promise<Revision | undefined> {
    return this.#db.run(async collections => {
      if (!(await isOnBoard(collections, userId, noteId))) return undefined;
      const upTo = { noteId, revision: { $lte: revision } };
      const found = await collections.revisions.findOne(upTo, { sort: { revision: -1 } });
      if (!found) return undefined;
      const { revision: kept, editedBy, editedAt, written } = found;
      return { revision: kept, editedBy, editedAt, ...readWritten(written) };
    });
  }
}

async function isOnBoard({ placements }: Collections, userId: string, noteId: string): Promise<boolean> {
  const visible = { _id: placementId(userId, noteId), view: { $nin: ['hidden', 'invited'] } };
  return (await placements.findOne(visible, { projection: { _id: 1 } })) !== null;
}
