/** Takes the answer to a batch into the device's database: what is acknowledged leaves the outbox, what is refused stays. */
import type { OperationResult } from '@keep/contracts/notes-http';
import { acknowledged, isSaved, refused } from '@keep/note-merge/draft';
import { isTransient } from '../api-problem.ts';
import type { Transaction } from '../device-database.ts';
import type { NoteStore } from '../note-store.ts';
import type { Note, NoteRow, Operation } from '../records.ts';
import { draftOf } from '../shown-note.ts';

/** `isComplete` is false where something has to be sent again later. */
export type Settlement = { isComplete: boolean };

export function settleBatch(store: NoteStore, results: readonly OperationResult[]): Promise<Settlement> {
  return store.takeOver(async transaction => {
    const byOpId = new Map(
      (await transaction.objectStore('outbox').getAll()).map(operation => [operation.opId, operation]),
    );
    const noteIds: string[] = [];
    let isComplete = true;
    for (const result of results) {
      const operation = byOpId.get(result.opId);
      // Another tab has taken this answer already.
      if (!operation) continue;
      noteIds.push(operation.objectId);
      if (isAnswerShort(operation, result) && results.length > 1) isComplete = false;
      else if (!(await settle(transaction, operation, result))) isComplete = false;
    }
    return { result: { isComplete }, noteIds, labels: true };
  });
}

/** The answer to a large batch leaves notes out; sent again with fewer others, the same operation is answered with its note. */
function isAnswerShort({ type }: Operation, { status, note }: OperationResult): boolean {
  return status < 400 && note === undefined && (type === 'note.edit' || type === 'note.create');
}

/** False where the operation stays in the outbox and is sent again. */
async function settle(transaction: Transaction, operation: Operation, result: OperationResult): Promise<boolean> {
  // 424: an earlier operation on the same object failed; this one waits until that one is settled.
  if (result.status === 424 || isTransient(result.status)) return false;
  const outbox = transaction.objectStore('outbox');
  if (result.status < 400) {
    await acknowledge(transaction, operation, result);
    await outbox.delete(operation.seq);
  } else if (isNeedless(operation, result.status)) {
    await outbox.delete(operation.seq);
  } else {
    await giveBackDraft(transaction, operation);
    await outbox.put({ ...operation, state: 'refused', problem: result.problem ?? null });
  }
  return true;
}

/** The object was deleted elsewhere, and the operation carries no text: there is nothing to decide. */
function isNeedless({ type }: Operation, status: number): boolean {
  return status === 404 && type !== 'note.edit' && type !== 'note.create' && type !== 'label.create';
}

async function acknowledge(
  transaction: Transaction,
  { type, objectId }: Operation,
  result: OperationResult,
): Promise<void> {
  if (type === 'note.delete' || type === 'invitation.decline') return transaction.objectStore('notes').delete(objectId);
  if (type === 'label.create' || type === 'label.rename') return acknowledgeLabel(transaction, objectId);
  const row = await transaction.objectStore('notes').get(objectId);
  if (!row) return;
  if (!result.note) return forgetDraft(transaction, row);
  const isContent = type === 'note.create' || type === 'note.edit';
  await transaction.objectStore('notes').put({
    ...(isContent ? withContent(row, result.note) : row),
    base: result.note,
    isKnown: true,
    merge: mergeNotice(row, result),
  });
}

/** The edit was made, and the person does not have the note any more: the changes feed takes it away. */
async function forgetDraft(transaction: Transaction, row: NoteRow): Promise<void> {
  await transaction.objectStore('notes').put({ ...row, draft: null });
}

async function acknowledgeLabel(transaction: Transaction, labelId: string): Promise<void> {
  const row = await transaction.objectStore('labels').get(labelId);
  if (row) await transaction.objectStore('labels').put({ ...row, isKnown: true });
}

function withContent(row: NoteRow, note: Note): NoteRow {
  const draft = acknowledged(draftOf(row), note);
  return { ...row, draft: isSaved(draft) ? null : draft };
}

function mergeNotice(row: NoteRow, { merge, note }: OperationResult): NoteRow['merge'] {
  if (!merge || !note || merge.merged.length + merge.kept.length === 0) return row.merge;
  return { by: row.base.updatedBy, merged: merge.merged, kept: merge.kept };
}

/** The server has not made this edit: its text is still in the draft. */
async function giveBackDraft(transaction: Transaction, { type, objectId }: Operation): Promise<void> {
  if (type !== 'note.edit' && type !== 'note.create') return;
  const row = await transaction.objectStore('notes').get(objectId);
  if (row?.draft) await transaction.objectStore('notes').put({ ...row, draft: refused(row.draft) });
}
