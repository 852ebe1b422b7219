/** Takes a page of the changes feed into the device's database, together with its cursor. */
import type { ChangesPage } from '@keep/contracts/notes-http';
import { isSaved, received } from '@keep/note-merge/draft';
import { writingOf } from '@keep/note-merge/writing';
import type { Transaction } from '../device-database.ts';
import type { NoteStore } from '../note-store.ts';
import type { Note, NoteRow } from '../records.ts';
import { operationsOf } from '../note-changes.ts';
import { draftOf } from '../shown-note.ts';

export const CURSOR = 'cursor';
/** Ids that the feed has brought since it began anew; the rest is dropped at its end. */
const SEEN = 'seen';

export function takeChanges(store: NoteStore, page: ChangesPage, isAnew: boolean): Promise<void> {
  return store.takeOver(async transaction => {
    const noteIds = page.changes.map(({ noteId }) => noteId);
    for (const { noteId, note } of page.changes) await takeNote(transaction, noteId, note);
    if (page.labels) await takeLabels(transaction, page.labels);
    await transaction.objectStore('meta').put(page.cursor, CURSOR);
    const dropped = isAnew ? await dropUnseen(transaction, noteIds, page.more) : [];
    return { result: undefined, noteIds: [...noteIds, ...dropped], labels: page.labels !== null };
  });
}

/** Forgets the cursor: the whole feed is read again. Nothing that waits is lost by it. */
export function beginAnew(store: NoteStore): Promise<void> {
  return store.takeOver(async transaction => {
    await transaction.objectStore('meta').delete(CURSOR);
    await transaction.objectStore('meta').put([], SEEN);
    return { result: undefined, noteIds: [] };
  });
}

async function takeNote(transaction: Transaction, noteId: string, note: Note | null): Promise<void> {
  if (!note) return dropNote(transaction, noteId);
  const row = await transaction.objectStore('notes').get(noteId);
  await transaction
    .objectStore('notes')
    .put(row ? withNote(row, note) : { id: noteId, base: note, isKnown: true, draft: null, merge: null });
}

function withNote(row: NoteRow, note: Note): NoteRow {
  const draft = row.draft && received(draftOf(row), { ...writingOf(note), revision: note.revision });
  return { ...row, base: note, isKnown: true, draft: draft && isSaved(draft) ? null : draft };
}

/** What was written here and not sent stays: the server will refuse it, and the person decides. */
async function dropNote(transaction: Transaction, noteId: string): Promise<void> {
  const operations = await operationsOf(transaction, noteId);
  if (!operations.some(({ type }) => type === 'note.edit' || type === 'note.create')) {
    await transaction.objectStore('notes').delete(noteId);
  }
}

/** All labels of the server; those made here and not acknowledged stay. */
async function takeLabels(transaction: Transaction, labels: readonly { id: string; name: string }[]): Promise<void> {
  const store = transaction.objectStore('labels');
  const named = new Set(labels.map(({ id }) => id));
  for (const { id, isKnown } of await store.getAll()) if (isKnown && !named.has(id)) await store.delete(id);
  for (const { id, name } of labels) {
    const waiting = await operationsOf(transaction, id);
    if (waiting.length === 0) await store.put({ id, name, isKnown: true });
  }
}

async function dropUnseen(transaction: Transaction, noteIds: readonly string[], hasMore: boolean): Promise<string[]> {
  const meta = transaction.objectStore('meta');
  const seen = new Set([...(((await meta.get(SEEN)) as string[] | undefined) ?? []), ...noteIds]);
  if (hasMore) {
    await meta.put([...seen], SEEN);
    return [];
  }
  await meta.delete(SEEN);
  const rows = await transaction.objectStore('notes').getAll();
  const unseen = rows.filter(({ id, isKnown }) => isKnown && !seen.has(id)).map(({ id }) => id);
  for (const id of unseen) await dropNote(transaction, id);
  return unseen;
}
