/** The history of notes in MongoDB; it is written with the notes. */
import { readWritten } from '../domain/stored-text.ts';
import type { Revision, RevisionReader, RevisionSummary } from '../ports.ts';
import type { MongoDatabase, Snapshot } from './mongo-database.ts';
import { placementId, revisionMark } from './mongo-documents.ts';

export class MongoRevisionReader implements RevisionReader {
  readonly #db: MongoDatabase;

  constructor(db: MongoDatabase) {
    this.#db = db;
  }

  page(userId: string, noteId: string, before: number | undefined, limit: number): Promise<RevisionSummary[]> {
    return this.#db.snapshot(async snapshot => {
      if (!(await isOnBoard(snapshot, userId, noteId))) return [];
      return snapshot.revisions
        .find<RevisionSummary>(
          { noteId, ...(before !== undefined && { revision: { $lt: before } }) },
          { projection: revisionMark, session: snapshot.session },
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
    return this.#db.snapshot(async snapshot => {
      if (!(await isOnBoard(snapshot, userId, noteId))) return undefined;
      const upTo = { noteId, revision: { $lte: revision } };
      const found = await snapshot.revisions.findOne(upTo, { sort: { revision: -1 }, session: snapshot.session });
      if (!found) return undefined;
      const { revision: kept, editedBy, editedAt, written } = found;
      return { revision: kept, editedBy, editedAt, ...readWritten(written) };
    });
  }
}

async function isOnBoard({ placements, session }: Snapshot, userId: string, noteId: string): Promise<boolean> {
  const visible = { _id: placementId(userId, noteId), view: { $nin: ['hidden', 'invited'] } };
  return (await placements.findOne(visible, { projection: { _id: 1 }, session })) !== null;
}
