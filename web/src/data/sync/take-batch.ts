/** What goes into the next request: operations of the outbox, in their order, exactly as they will be sent again. */
import type { SentOperation } from '@keep/contracts/notes-http';
import { send } from '@keep/note-merge/draft';
import type { Transaction } from '../device-database.ts';
import type { NoteStore } from '../note-store.ts';
import type { NoteRow, Operation } from '../records.ts';
import { draftOf } from '../shown-note.ts';

export const MAX_OPERATIONS = 100;
/** Of the 4 MiB that a batch may have. */
const MAX_CHARACTERS = 1_000_000;

/** Marks at most `limit` operations as sent, in one durable transaction, before anything goes out. Empty where nothing waits. */
export function takeBatch(store: NoteStore, limit = MAX_OPERATIONS): Promise<SentOperation[]> {
  if (!store.operations().some(({ state }) => state !== 'refused')) return Promise.resolve([]);
  return store.takeOver(async transaction => {
    const taken: Operation[] = [];
    const blocked = new Set<string>();
    let characters = 0;
    for (const operation of await transaction.objectStore('outbox').getAll()) {
      if (operation.state === 'refused') blocked.add(operation.objectId);
      if (blocked.has(operation.objectId)) continue;
      if (taken.length >= limit || characters > MAX_CHARACTERS) break;
      const ready = operation.state === 'sent' ? operation : await made(transaction, operation, taken);
      if (ready === 'later') blocked.add(operation.objectId);
      if (typeof ready === 'string') continue;
      taken.push(ready);
      characters += JSON.stringify(ready.data).length;
    }
    return { result: taken.map(sentOperation), noteIds: [] };
  });
}

function sentOperation({ opId, type, objectId, data }: Operation): SentOperation {
  return { opId, type, id: objectId, data };
}

/** The operation with all that it will carry. `needless`: nothing is left to send. `later`: it waits for one before it. */
async function made(
  transaction: Transaction,
  operation: Operation,
  taken: readonly Operation[],
): Promise<Operation | 'needless' | 'later'> {
  const data = await dataOf(transaction, operation, taken);
  if (data === 'later') return data;
  const outbox = transaction.objectStore('outbox');
  if (data === 'needless') {
    await outbox.delete(operation.seq);
    return data;
  }
  const sent: Operation = { ...operation, data, state: 'sent' };
  await outbox.put(sent);
  return sent;
}

async function dataOf(
  transaction: Transaction,
  { type, objectId, opId, data }: Operation,
  taken: readonly Operation[],
): Promise<Operation['data'] | 'needless' | 'later'> {
  if (type !== 'note.create' && type !== 'note.edit') return data;
  // One edit of a note is on its way at a time: the answer says what the next one is made on.
  if (taken.some(other => other.objectId === objectId && (other.type === 'note.create' || other.type === 'note.edit')))
    return 'later';
  const row = await transaction.objectStore('notes').get(objectId);
  if (!row) return 'needless';
  return type === 'note.create' ? creation(transaction, row, opId) : edit(transaction, row, opId);
}

async function creation(transaction: Transaction, row: NoteRow, opId: string): Promise<Operation['data']> {
  const draft = draftOf(row);
  const { kind, title, body, items } = draft.writing;
  const { pinned, archived, color, labelIds, position } = row.base.placement;
  const sent = { key: opId, edit: { baseRevision: 0 }, writing: draft.writing, isUnknown: false };
  await transaction.objectStore('notes').put({ ...row, draft: { ...draft, sent } });
  return {
    kind,
    title,
    body,
    items,
    createdAt: row.base.createdAt,
    placement: { pinned, archived, color, labelIds, position },
  };
}

async function edit(
  transaction: Transaction,
  row: NoteRow,
  opId: string,
): Promise<Operation['data'] | 'needless' | 'later'> {
  const draft = draftOf(row);
  if (draft.sent) return 'later';
  const { draft: sending, request } = send(draft, opId);
  if (request) {
    await transaction.objectStore('notes').put({ ...row, draft: sending });
    return { ...request.edit };
  }
  await transaction.objectStore('notes').put({ ...row, draft: null });
  return 'needless';
}
