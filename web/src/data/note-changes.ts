/** What a person does with notes: each is one durable transaction on the device, which also fills the outbox. */
import type { PlaceNoteBody } from '@keep/contracts/notes-http';
import { carriedOver } from '@keep/note-merge/carried-over';
import { type } from '@keep/note-merge/draft';
import { toDigits } from '@keep/note-merge/position';
import { isSameWriting, type Writing, writingOf } from '@keep/note-merge/writing';
import type { Transaction } from './device-database.ts';
import { newId } from './new-id.ts';
import type { NoteStore } from './note-store.ts';
import type { Note, NoteRow, Operation, OperationType, Placement } from './records.ts';
import { draftOf, placed } from './shown-note.ts';

const POSITION_DIGITS = 8;

export type NoteChanges = ReturnType<typeof noteChanges>;

/** Every function resolves when the change is on the device, and throws where the device cannot store it. */
export function noteChanges(store: NoteStore) {
  /** Changes one note that is here; does nothing where it was deleted meanwhile. */
  function changeRow(
    noteId: string,
    change: (transaction: Transaction, row: NoteRow) => Promise<unknown>,
  ): Promise<void> {
    return store.change(async transaction => {
      const row = await transaction.objectStore('notes').get(noteId);
      if (row) await change(transaction, row);
      return { result: undefined, noteIds: [noteId] };
    });
  }

  return {
    /** Makes a note; its id is known at once. */
    create(writing: Writing, placement: Partial<Placement> = {}): Promise<string> {
      return store.change(async transaction => {
        const id = newId();
        await transaction.objectStore('notes').put(newRow(id, store.userId, writing, placement));
        await enqueue(transaction, 'note.create', id);
        return { result: id, noteIds: [id] };
      });
    },

    /**
     * The person saw `seen` and made `mine` of it. What another tab or person wrote meanwhile stays: resolves to the
     * writing as it is then, or to undefined where the note is not here any more.
     */
    write(noteId: string, seen: Writing, mine: Writing): Promise<Writing | undefined> {
      return store.change(async transaction => {
        const row = await transaction.objectStore('notes').get(noteId);
        if (!row) return { result: undefined, noteIds: [] };
        const draft = draftOf(row);
        const result = carriedOver(seen, mine, draft.writing);
        if (isSameWriting(result, draft.writing)) return { result, noteIds: [] };
        await transaction.objectStore('notes').put({ ...row, draft: type(draft, result) });
        await enqueueEdit(transaction, noteId);
        return { result, noteIds: [noteId] };
      });
    },

    /** Pins, archives, colours, labels or moves it, on the person's own board. */
    place(noteIds: readonly string[], change: PlaceNoteBody): Promise<void> {
      return store.change(async transaction => {
        for (const noteId of noteIds) await place(transaction, noteId, change);
        return { result: undefined, noteIds };
      });
    },

    trash: (noteIds: readonly string[]): Promise<void> => moveAll(store, noteIds, 'note.trash'),
    restore: (noteIds: readonly string[]): Promise<void> => moveAll(store, noteIds, 'note.restore'),
    /** For good; only from the trash. */
    remove: (noteIds: readonly string[]): Promise<void> => moveAll(store, noteIds, 'note.delete'),

    /** Joins a note that another person shares. */
    accept: (noteId: string): Promise<void> => moveAll(store, [noteId], 'invitation.accept'),
    /** The note goes, and the invitation does not come again. */
    decline: (noteId: string): Promise<void> => moveAll(store, [noteId], 'invitation.decline'),

    /** Forgets a note with nothing in it: at once where the server does not know it, else by way of the trash. */
    discardEmpty(noteId: string): Promise<void> {
      return store.change(async transaction => {
        const operations = await operationsOf(transaction, noteId);
        if (isUnsentCreation(operations)) {
          await transaction.objectStore('notes').delete(noteId);
          for (const { seq } of operations) await transaction.objectStore('outbox').delete(seq);
        } else {
          await enqueue(transaction, 'note.trash', noteId);
          await enqueue(transaction, 'note.delete', noteId);
        }
        return { result: undefined, noteIds: [noteId] };
      });
    },

    /** The reader has seen that changes were combined. */
    dismissMerge: (noteId: string): Promise<void> =>
      changeRow(noteId, (transaction, row) => transaction.objectStore('notes').put({ ...row, merge: null })),
  };
}

function newRow(id: string, userId: string, writing: Writing, placement: Partial<Placement>): NoteRow {
  const now = new Date();
  const base: Note = {
    id,
    kind: writing.kind,
    title: '',
    body: '',
    items: [],
    attachments: [],
    ownerId: userId,
    members: [],
    // Revisions of the server begin with 1: everything written here is later than none.
    revision: 0,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    updatedBy: userId,
    trashedAt: null,
    pendingOwner: null,
    people: [],
    placement: {
      pinned: false,
      archived: false,
      color: 'default',
      labelIds: [],
      position: newestPosition(now),
      reminder: null,
      invitation: null,
      ...placement,
    },
  };
  const empty = { ...writingOf(base), revision: 0 };
  return {
    id,
    base,
    isKnown: false,
    draft: { server: empty, writing: writingOf(writing), sent: null, heard: null },
    merge: null,
  };
}

/** Before all older notes, as the server would place it. */
export function newestPosition(now: Date): string {
  return toDigits(62 ** POSITION_DIGITS - 1 - now.getTime(), POSITION_DIGITS);
}

async function place(transaction: Transaction, noteId: string, change: PlaceNoteBody): Promise<void> {
  const row = await transaction.objectStore('notes').get(noteId);
  if (!row) return;
  const operations = await operationsOf(transaction, noteId);
  const last = operations.at(-1);
  if (isUnsentCreation(operations)) {
    await transaction
      .objectStore('notes')
      .put({ ...row, base: { ...row.base, placement: placed(row.base.placement, change) } });
  } else if (last?.type === 'note.place' && last.state === 'waiting') {
    await transaction.objectStore('outbox').put({ ...last, data: joined(last.data, change) });
  } else await enqueue(transaction, 'note.place', noteId, change);
}

/** Two changes of a placement as one: of each field, and of each label, the later one counts. */
function joined(first: PlaceNoteBody, second: PlaceNoteBody): PlaceNoteBody {
  const { addLabelIds: firstAdded = [], removeLabelIds: firstRemoved = [], ...rest } = first;
  const { addLabelIds: added = [], removeLabelIds: removed = [], ...later } = second;
  const addLabelIds = [...new Set([...firstAdded.filter(id => !removed.includes(id)), ...added])];
  const removeLabelIds = [...new Set([...firstRemoved.filter(id => !added.includes(id)), ...removed])];
  return {
    ...rest,
    ...later,
    ...(addLabelIds.length > 0 && { addLabelIds }),
    ...(removeLabelIds.length > 0 && { removeLabelIds }),
  };
}

function moveAll(store: NoteStore, noteIds: readonly string[], operation: OperationType): Promise<void> {
  return store.change(async transaction => {
    for (const noteId of noteIds) await enqueue(transaction, operation, noteId);
    return { result: undefined, noteIds };
  });
}

/** One edit that waits is enough: what it sends is read from the draft when it is sent. */
async function enqueueEdit(transaction: Transaction, noteId: string): Promise<void> {
  const operations = await operationsOf(transaction, noteId);
  if (isUnsentCreation(operations)) return;
  const waits = operations.some(({ type, state }) => type === 'note.edit' && state === 'waiting');
  if (!waits) await enqueue(transaction, 'note.edit', noteId);
}

export function isUnsentCreation(operations: readonly Operation[]): boolean {
  return operations[0]?.type === 'note.create' && operations[0].state === 'waiting';
}

export function operationsOf(transaction: Transaction, objectId: string): Promise<Operation[]> {
  return transaction.objectStore('outbox').index('objectId').getAll(objectId);
}

export async function enqueue(
  transaction: Transaction,
  type: OperationType,
  objectId: string,
  data: object = {},
): Promise<void> {
  const operation = {
    opId: newId(),
    type,
    objectId,
    data: { ...data },
    state: 'waiting' as const,
    problem: null,
    madeAt: Date.now(),
  };
  // IndexedDB gives the number.
  await transaction.objectStore('outbox').add(operation as unknown as Operation);
}
