/** What the server refused: the person sends it again, or gives it up. */
import type { Transaction } from './device-database.ts';
import { newId } from './new-id.ts';
import { operationsOf } from './note-changes.ts';
import type { NoteStore } from './note-store.ts';
import type { Operation } from './records.ts';

export type AttentionChanges = ReturnType<typeof attentionChanges>;

export function attentionChanges(store: NoteStore) {
  return {
    /** Sends everything of the object once more. */
    retry(objectId: string): Promise<void> {
      return store.change(async transaction => {
        for (const operation of await operationsOf(transaction, objectId)) {
          if (operation.state === 'refused') await transaction.objectStore('outbox').put(again(operation));
        }
        return { result: undefined, noteIds: [objectId], labels: true };
      });
    },

    /** Gives up what waits for the object: a note is then as the server has it; one that it never had is deleted. */
    discard(objectId: string): Promise<void> {
      return store.change(async transaction => {
        for (const { seq } of await operationsOf(transaction, objectId))
          await transaction.objectStore('outbox').delete(seq);
        await backToServer(transaction, objectId);
        return { result: undefined, noteIds: [objectId], labels: true };
      });
    },
  };
}

/** What it carries is made anew when it is sent, under another id. */
function again(operation: Operation): Operation {
  return { ...operation, opId: newId(), state: 'waiting', problem: null };
}

async function backToServer(transaction: Transaction, objectId: string): Promise<void> {
  const notes = transaction.objectStore('notes');
  const row = await notes.get(objectId);
  if (row?.isKnown) await notes.put({ ...row, draft: null });
  else if (row) await notes.delete(objectId);
  const labels = transaction.objectStore('labels');
  const label = await labels.get(objectId);
  if (label && !label.isKnown) await labels.delete(objectId);
}
