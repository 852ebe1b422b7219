/** One write of the MongoDB store: the change, its events and the memory of its request, all or nothing. */
import type { Commit, HandledRequest, SaveOutcome } from '../ports.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import { requestId } from './mongo-documents.ts';
import { Conflict, isUniqueViolation } from './mongo-errors.ts';
import { appendToOutbox } from './mongo-outbox.ts';
import { MongoWriteGroups } from './mongo-write-groups.ts';

/** Thrown inside a transaction to roll it back with an outcome. */
class Refusal extends Error {
  readonly outcome: SaveOutcome;

  constructor(outcome: SaveOutcome) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** Rolls the transaction back. */
export function refuse(outcome: Exclude<SaveOutcome, 'saved'>): never {
  throw new Refusal(outcome);
}

/** The change counters of those who see a change, by user id, as this transaction raised them. */
export type ChangeCounts = ReadonlyMap<string, number>;

export class MongoWriter {
  readonly db: MongoDatabase;
  /** Hears that there are events to be relayed. */
  readonly onEvents: () => void;
  readonly #groups: MongoWriteGroups;

  constructor(db: MongoDatabase, onEvents: () => void) {
    this.db = db;
    this.#groups = new MongoWriteGroups(db);
    this.onEvents = onEvents;
  }

  /**
   * Runs `work` in a transaction with all that belongs to it. `readers` are those who see the change. The request comes
   * before the work: a twin that was quicker must be found before its effect is taken for somebody else's.
   */
  async commit(
    { userId, request, events }: Commit,
    readers: readonly string[],
    work: (transaction: Transaction, counts: ChangeCounts) => Promise<void>,
  ): Promise<SaveOutcome> {
    const write = async (transaction: Transaction) => {
      const counts = await raiseCounts(transaction, userId, readers);
      if (request) await rememberRequest(transaction, userId, request);
      await work(transaction, counts);
      await appendToOutbox(transaction, events);
    };
    try {
      await this.#groups.submit(userId, write);
    } catch (error) {
      if (error instanceof Refusal) return error.outcome;
      throw error;
    }
    if (events.length > 0) this.onEvents();
    return 'saved';
  }
}

/** Does `insert`; a taken key is `outcome`. */
export async function insertOr(
  outcome: 'clash' | 'id-taken' | 'repeated',
  insert: () => Promise<unknown>,
): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (isUniqueViolation(error)) refuse(outcome);
    throw error;
  }
}

/** The writer's own document comes first: from here on, no other transaction of theirs can be committed before this one. */
async function raiseCounts(
  transaction: Transaction,
  userId: string,
  readers: readonly string[],
): Promise<ChangeCounts> {
  const { people, session } = transaction;
  const $inc = { writes: 1, changeSeq: readers.includes(userId) ? 1 : 0 };
  const person = await people
    .findOneAndUpdate({ _id: userId }, { $inc }, { upsert: true, returnDocument: 'after', session })
    .catch(asConflict);
  if (person?.erasedAt) refuse('erased');
  const others = readers.filter(reader => reader !== userId);
  const counts = others.length > 0 ? await raiseOthers(transaction, others) : new Map<string, number>();
  return counts.set(userId, person?.changeSeq ?? 0);
}

async function raiseOthers({ people, session }: Transaction, readers: readonly string[]): Promise<Map<string, number>> {
  await people
    .bulkWrite(
      readers.map(_id => ({
        updateOne: { filter: { _id }, update: { $inc: { writes: 1, changeSeq: 1 } }, upsert: true },
      })),
      { session },
    )
    .catch(asConflict);
  const raised = await people.find({ _id: { $in: [...readers] } }, { session }).toArray();
  return new Map(raised.map(({ _id, changeSeq = 0 }) => [_id, changeSeq]));
}

/** Two transactions met a person for the first time: the slower one finds their document when it is run again. */
function asConflict(error: unknown): never {
  throw isUniqueViolation(error) ? new Conflict('A person was met twice at once.', { cause: error }) : error;
}

/** Takes the place of one that has expired. */
async function rememberRequest(
  { requests, session }: Transaction,
  userId: string,
  { kind, key, fingerprint, answer, noteId, handledAt, expiresAt }: HandledRequest,
): Promise<void> {
  await insertOr('repeated', () =>
    requests.replaceOne(
      { _id: requestId(userId, kind, key), expiresAt: { $lte: handledAt } },
      { userId, fingerprint, answer, noteId, expiresAt },
      { upsert: true, session },
    ),
  );
}
