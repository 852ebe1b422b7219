/** Handled requests in MongoDB: what was answered, so that it is answered alike again. */
import type { HandledRequest, KnownRequest, RequestRepository, SaveOutcome } from '../ports.ts';
import { withoutNote } from './former-answers.ts';
import type { MongoWriter } from './mongo-commit.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { requestId } from './mongo-documents.ts';

export class MongoRequestRepository implements RequestRepository {
  readonly #db: MongoDatabase;
  readonly #writer: MongoWriter;

  constructor(writer: MongoWriter) {
    this.#db = writer.db;
    this.#writer = writer;
  }

  find(userId: string, kind: HandledRequest['kind'], key: string, now: Date): Promise<KnownRequest | undefined> {
    return this.#db.run(async ({ requests }) => {
      const known = await requests.findOne({ _id: requestId(userId, kind, key), expiresAt: { $gt: now } });
      return known ? { fingerprint: known.fingerprint, answer: withoutNote(known.answer) } : undefined;
    });
  }

  remember(userId: string, request: HandledRequest): Promise<SaveOutcome> {
    return this.#writer.commit({ userId, events: [], request }, [], () => Promise.resolve());
  }

  forgetExpired(now: Date, limit: number): Promise<number> {
    return this.#db.run(async ({ requests }) => {
      const hasExpired = { expiresAt: { $lte: now } };
      const some = await requests
        .find(hasExpired, { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      // Asked again: its key may have been used anew meanwhile.
      const { deletedCount } = await requests.deleteMany({ _id: { $in: some.map(({ _id }) => _id) }, ...hasExpired });
      return deletedCount;
    });
  }
}
