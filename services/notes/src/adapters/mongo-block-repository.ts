/** Blocks in MongoDB. */
import type { Block, BlockPlace, BlockRepository, Commit, SaveOutcome } from '../ports.ts';
import type { MongoWriter } from './mongo-commit.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { pairId } from './mongo-documents.ts';
import { isErased } from './mongo-note-members.ts';

export class MongoBlockRepository implements BlockRepository {
  readonly #db: MongoDatabase;
  readonly #writer: MongoWriter;

  constructor(writer: MongoWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  page(userId: string, after: BlockPlace | undefined, limit: number): Promise<Block[]> {
    const earlier = after && {
      $or: [
        { blockedAt: { $lt: after.blockedAt } },
        { blockedAt: after.blockedAt, blockedId: { $lt: after.blockedId } },
      ],
    };
    return this.#db.run(({ blocks }) =>
      blocks
        .find<Block>({ userId, ...earlier }, { projection: { _id: 0, userId: 0 } })
        .sort({ blockedAt: -1, blockedId: -1 })
        .limit(limit)
        .toArray(),
    );
  }

  /** Raises the person's counter first: who invites them meanwhile raises it, too, and decides anew. */
  save(userId: string, block: Block, commit: Commit): Promise<SaveOutcome> {
    const { blockedId } = block;
    return this.#writer.commit(commit, [userId], async transaction => {
      const { blocks, contacts, session } = transaction;
      if (await isErased(transaction, blockedId)) return;
      const options = { upsert: true, session };
      await blocks.updateOne({ _id: pairId(userId, blockedId) }, { $setOnInsert: { userId, ...block } }, options);
      const pair = [pairId(userId, blockedId), pairId(blockedId, userId)];
      await contacts.deleteMany({ _id: { $in: pair } }, { session });
    });
  }

  remove(userId: string, blockedId: string, commit: Commit): Promise<SaveOutcome> {
    return this.#writer.commit(commit, [userId], async ({ blocks, session }) => {
      await blocks.deleteOne({ _id: pairId(userId, blockedId) }, { session });
    });
  }
}
