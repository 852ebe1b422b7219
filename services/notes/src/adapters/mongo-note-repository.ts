/** Notes in MongoDB, as the use cases change them. */
import type { StoredNote } from '../domain/note.ts';
import { readContent, readPlacement } from '../domain/stored-text.ts';
import { isBeyond, type Quota } from '../domain/usage.ts';
import type { Commit, NoteChange, NoteRepository, NoteUpdate, SaveOutcome } from '../ports.ts';
import { type MongoWriter, type Raised, refuse } from './mongo-commit.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';
import type { NoteDocument, PlacementDocument } from './mongo-documents.ts';
import { carrying } from './mongo-label-repository.ts';
import { assertLabelsExist, deleteNote, insertNote, lastVersionOf, updateNote } from './mongo-note-changes.ts';
import { readersOf } from './mongo-placements.ts';
import { chargeFor, payForChange, payForNote, payForWhole, refundWhole } from './mongo-usage.ts';

export class MongoNoteRepository implements NoteRepository {
  readonly #db: MongoDatabase;
  readonly #writer: MongoWriter;
  readonly #quota: Quota;

  constructor(writer: MongoWriter, quota: Quota) {
    this.#db = writer.db;
    this.#writer = writer;
    this.#quota = quota;
  }

  find(userId: string, noteId: string): Promise<StoredNote | undefined> {
    return this.#find(noteId, own => own.userId === userId && own.view !== 'hidden');
  }

  findEvenHidden(userId: string, noteId: string): Promise<StoredNote | undefined> {
    return this.#find(
      noteId,
      own => own.userId === userId,
      ({ members = [], formerAuthorIds = [] }) =>
        members.some(member => member.userId === userId) || formerAuthorIds.includes(userId),
    );
  }

  lastVersion(noteId: string): Promise<number> {
    return this.#db.run(collections => lastVersionOf(collections, noteId));
  }

  save(change: NoteChange, commit: Commit): Promise<SaveOutcome> {
    const { previous, next, ...rest } = change;
    const write = async (transaction: Transaction, { counts, usage }: Raised) => {
      if (next) await assertLabelsExist(transaction, commit.userId, previous, next);
      if (!previous && next) {
        await insertNote(transaction, next, counts);
        payForNote(this.#quota, usage);
      }
      if (previous && next) await this.#update(transaction, { previous, next, ...rest }, { counts, usage }, commit);
      if (previous && !next) {
        await refundWhole(transaction, previous);
        await deleteNote(transaction, previous, counts);
      }
    };
    return this.#writer.commit(commit, readersOf(change), write, chargeFor(change));
  }

  unedited(ownerId: string, importId: string, limit: number): Promise<string[]> {
    return this.#db.run(async ({ notes }) => {
      const found = notes.find({ ownerId, importId, revision: 1 }, { projection: { _id: 1 } });
      return (await found.limit(limit).toArray()).map(({ _id }) => _id);
    });
  }

  labelled(userId: string, labelId: string, limit: number): Promise<string[]> {
    return this.#db.run(async ({ placements }) => {
      const found = placements.find(carrying(userId, labelId), { projection: { noteId: 1 } });
      return (await found.limit(limit).toArray()).map(({ noteId }) => noteId);
    });
  }

  invited(addressHash: string, limit: number): Promise<{ ownerId: string; noteId: string }[]> {
    return this.#db.run(async ({ invitations, notes }) => {
      const waiting = await invitations.find({ addressHash, state: 'waiting' }).limit(limit).toArray();
      const ids = waiting.map(({ noteId }) => noteId);
      const found = await notes.find({ _id: { $in: ids } }, { projection: { ownerId: 1 } }).toArray();
      return found.map(({ _id: noteId, ownerId }) => ({ ownerId, noteId }));
    });
  }

  trashedBefore(date: Date, limit: number): Promise<{ ownerId: string; noteId: string }[]> {
    return this.#db.run(async ({ notes }) => {
      const found = notes.find({ trashedAt: { $lt: date } }, { projection: { ownerId: 1 } });
      const due = await found.sort({ trashedAt: 1 }).limit(limit).toArray();
      return due.map(({ _id: noteId, ownerId }) => ({ ownerId, noteId }));
    });
  }

  async #update(
    transaction: Transaction,
    update: NoteUpdate,
    { counts, usage }: Raised,
    { isErasure }: Commit,
  ): Promise<void> {
    const { previous, next } = update;
    const isHandedOver = next.content.ownerId !== previous.content.ownerId;
    if (isHandedOver) await refundWhole(transaction, previous);
    await updateNote(transaction, update, counts);
    if (!isHandedOver) return payForChange(transaction, this.#quota, usage, update);
    const whole = await payForWhole(transaction, next);
    if (!isErasure && isBeyond(this.#quota, whole)) refuse('over-quota');
  }

  /** The note and its placements at one moment, however often they change meanwhile. */
  #find(
    noteId: string,
    isFor: (own: PlacementDocument) => boolean,
    isNamedIn: (note: NoteDocument) => boolean = () => false,
  ): Promise<StoredNote | undefined> {
    return this.#db.snapshot(async ({ notes, placements, session }) => {
      const note = await notes.findOne({ _id: noteId }, { session });
      if (!note) return undefined;
      const placed = await placements.find({ noteId }, { session }).toArray();
      return placed.some(isFor) || isNamedIn(note) ? toNote(note, placed) : undefined;
    });
  }
}

function toNote(note: NoteDocument, placements: readonly PlacementDocument[]): StoredNote {
  const { content, version, contentVersion, importId = null, creationFingerprint } = note;
  const { members = [], handOver = null, authors = [] } = note;
  return {
    content: readContent(content),
    version,
    contentVersion,
    importId,
    creationFingerprint,
    members,
    handOver,
    authors,
    placements: new Map(
      placements.map(({ userId, placement, version: placedAt }) => [
        userId,
        { placement: readPlacement(placement), version: placedAt },
      ]),
    ),
  };
}
