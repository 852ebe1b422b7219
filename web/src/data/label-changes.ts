/** What a person does with labels. */
import type { Transaction } from './device-database.ts';
import { newId } from './new-id.ts';
import { enqueue, operationsOf } from './note-changes.ts';
import type { NoteStore } from './note-store.ts';

export type LabelChanges = ReturnType<typeof labelChanges>;

export function labelChanges(store: NoteStore) {
  return {
    /** Makes a label; resolves to its id. */
    create(name: string): Promise<string> {
      return store.change(async transaction => {
        const id = newId();
        await transaction.objectStore('labels').put({ id, name, isKnown: false });
        await enqueue(transaction, 'label.create', id, { name });
        return { result: id, noteIds: [], labels: true };
      });
    },

    rename(labelId: string, name: string): Promise<void> {
      return store.change(async transaction => {
        const row = await transaction.objectStore('labels').get(labelId);
        if (row) await transaction.objectStore('labels').put({ ...row, name });
        if (row && !(await renamedBeforeSending(transaction, labelId, name))) {
          await enqueue(transaction, 'label.rename', labelId, { name });
        }
        return { result: undefined, noteIds: [], labels: true };
      });
    },

    /** The notes stay; the label is taken off them. */
    remove(labelId: string): Promise<void> {
      return store.change(async transaction => {
        await transaction.objectStore('labels').delete(labelId);
        await enqueue(transaction, 'label.delete', labelId);
        return { result: undefined, noteIds: [], labels: true };
      });
    },
  };
}

/** Whether an operation that was not sent yet could take the new name. */
async function renamedBeforeSending(transaction: Transaction, labelId: string, name: string): Promise<boolean> {
  const last = (await operationsOf(transaction, labelId)).at(-1);
  if (last?.state !== 'waiting') return false;
  await transaction.objectStore('outbox').put({ ...last, data: { name } });
  return true;
}
