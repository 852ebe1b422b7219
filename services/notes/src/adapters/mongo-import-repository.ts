/** Imports in MongoDB; one is written with the first note that names it. */
import type { NoteContent } from '../domain/note.ts';
import type { Commit, Import, ImportPlace, ImportRepository, SaveOutcome } from '../ports.ts';
import type { MongoWriter } from './mongo-commit.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { type Collections, placementId } from './mongo-documents.ts';

export class MongoImportRepository implements ImportRepository {
  readonly #db: MongoDatabase;
  readonly #writer: MongoWriter;

  constructor(writer: MongoWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  page(userId: string, after: ImportPlace | undefined, limit: number): Promise<Import[]> {
    return this.#db.run(async ({ imports, notes }) => {
      const earlier = after && { order: { $lt: `${after.createdAt} ${after.id}` } };
      const found = await imports
        .find({ userId, ...earlier })
        .sort({ order: -1 })
        .limit(limit)
        .toArray();
      const counts = await countNotes(
        notes,
        userId,
        found.map(({ importId }) => importId),
      );
      return found.map(({ importId: id, createdAt }) => ({ id, createdAt, notes: counts.get(id) ?? 0 }));
    });
  }

  exists(userId: string, importId: string): Promise<boolean> {
    return this.#db.run(
      async ({ imports }) => (await imports.findOne({ _id: placementId(userId, importId) })) !== null,
    );
  }

  notes(userId: string, importId: string): Promise<{ id: string; title: string }[]> {
    return this.#db.run(({ notes }) =>
      notes
        .find({ ownerId: userId, importId }, { projection: { content: 1 } })
        .sort({ _id: 1 })
        .map(({ _id: id, content }) => ({ id, title: (JSON.parse(content) as NoteContent).title }))
        .toArray(),
    );
  }

  close(userId: string, importId: string, commit: Commit): Promise<SaveOutcome> {
    return this.#writer.commit(commit, [userId], async ({ notes, imports, session }) => {
      if (await notes.findOne({ ownerId: userId, importId }, { session })) return;
      await imports.deleteOne({ _id: placementId(userId, importId) }, { session });
    });
  }
}

async function countNotes(
  notes: Collections['notes'],
  ownerId: string,
  importIds: readonly string[],
): Promise<Map<string, number>> {
  const counts = notes.aggregate<{ _id: string; count: number }>([
    { $match: { ownerId, importId: { $in: importIds } } },
    { $group: { _id: '$importId', count: { $sum: 1 } } },
  ]);
  return new Map((await counts.toArray()).map(({ _id, count }) => [_id, count]));
}
