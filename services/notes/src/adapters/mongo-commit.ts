/** One write of the MongoDB store: the change, its events and the memory of its request, all or nothing. */
import type { Usage } from '../domain/usage.ts';
import type { Commit, HandledRequest, SaveOutcome } from '../ports.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import { type PersonDocument, requestId } from './mongo-documents.ts';
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

/** What a change adds to the usage of the person who pays for it. */
export type Charge = { userId: string; added: Usage };

/** `usage` is what the payer has with the charge. */
export type Raised = { counts: ChangeCounts; usage: Usage };
type Raising = { userId: string; readers: readonly string[]; isErasure: true | undefined; charge: Charge | undefined };

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
   * before the work: a twin that was quicker must be found before its effect is taken for somebody else's.   */
  async commit(
    { userId, isErasure, request, events }: Commit,
    readers: readonly string[],
    work: (transaction: Transaction, raised: Raised) => Promise<void>,
    charge?: Charge,
  ): Promise<SaveOutcome> {
    const write = async (transaction: Transaction) => {
      const raised = await raiseCounts(transaction, { userId, readers, isErasure, charge });
      if (request) await rememberRequest(transaction, userId, request);
      await work(transaction, raised);
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
async function raiseCounts(transaction: Transaction, { userId, readers, isErasure, charge }: Raising): Promise<Raised> {
  const raise = (personId: string) =>
    raiseCount(
      transaction,
      personId,
      readers.includes(personId) ? 1 : 0,
      charge?.userId === personId ? charge.added : {},
    );
  const writer = await raise(userId);
  if (writer.erasedAt && !isErasure) refuse('erased');
  const payerId = charge?.userId ?? userId;
  const payer = payerId === userId ? writer : await raise(payerId);
  const others = readers.filter(each => each !== userId && each !== payerId);
  const counts = new Map([
    [userId, writer.changeSeq ?? 0],
    [payerId, payer.changeSeq ?? 0],
    ...(await raiseCountsOf(transaction, others)),
  ]);
  return { counts, usage: { notes: payer.notes ?? 0, bytes: payer.bytes ?? 0 } };
}

/** Two statements for all of them, and one for each who was never met before. */
async function raiseCountsOf(transaction: Transaction, userIds: readonly string[]): Promise<[string, number][]> {
  if (userIds.length === 0) return [];
  const { people, session } = transaction;
  const them = { _id: { $in: [...userIds] } };
  await people.updateMany(them, { $inc: { writes: 1, changeSeq: 1 } }, { session });
  const met = await people.find(them, { projection: { changeSeq: 1 }, session }).toArray();
  const counts = new Map(met.map(({ _id, changeSeq = 0 }) => [_id, changeSeq]));
  for (const userId of userIds) {
    if (!counts.has(userId)) counts.set(userId, (await raiseCount(transaction, userId, 1)).changeSeq ?? 0);
  }
  return [...counts];
}

export async function raiseCount(
  { people, session }: Transaction,
  userId: string,
  by: 0 | 1,
  added: Partial<Usage> = {},
): Promise<PersonDocument> {
  const $inc = { writes: 1, changeSeq: by, ...added };
  const options = { upsert: true, returnDocument: 'after', session } as const;
  const person = await people.findOneAndUpdate({ _id: userId }, { $inc }, options).catch(asConflict);
  if (!person) throw new Error(`The upsert of ${userId} gave nothing.`);
  return person;
}

/** Two transactions met a person for the first time: the slower one finds their document when it is run again. */
function asConflict(error: unknown): never {
  throw isUniqueViolation(error) ? new Conflict('A person was met twice at once.', { cause: error }) : error;
}

/** Takes the place of one that has expired. */
async function rememberRequest(
  { requests, session }: Transaction,
  userId: string,
  { kind, key, fingerprint, answer, handledAt, expiresAt }: HandledRequest,
): Promise<void> {
  await insertOr('repeated', () =>
    requests.replaceOne(
      { _id: requestId(userId, kind, key), expiresAt: { $lte: handledAt } },
      { userId, fingerprint, answer, expiresAt },
      { upsert: true, session },
    ),
  );
}
