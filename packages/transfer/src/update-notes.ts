/** Merges newer states of the source into the notes that earlier imports made of it. */
import { diffEdit } from '@keep/note-merge/diff-edit';
import { between, positionAfter } from '@keep/note-merge/position';
import type { Item, Writing } from '@keep/note-merge/writing';
import { derivedId } from './derived-id.ts';
import { type ImportClient, type Operation, RequestFailed } from './import-client.ts';
import { countAttachments, fail, type ImportRun, type PendingNote } from './import-run.ts';
import type { KnownNote } from './known-notes.ts';
import type { LabelBook } from './label-book.ts';
import { retrying, type Wait } from './retry.ts';
import { reasonOf, type SendOperations } from './send-operations.ts';

type Dependencies = { client: ImportClient; wait: Wait; run: ImportRun; labels: LabelBook; send: SendOperations };
type Update = PendingNote & { target: KnownNote };

/** The first revision is what the import made of the note: an edit on it is merged with whatever was edited since. */
const IMPORTED_REVISION = 1;

/** Notes of the batch without a target are left alone. */
export async function updateNotes(batch: readonly PendingNote[], deps: Dependencies): Promise<void> {
  const updates = batch.filter((pending): pending is Update => pending.target !== undefined);
  await deps.labels.ensure(updates.flatMap(({ note }) => note.labels));
  // One at a time: each needs the first revision, and they are few.
  for (const update of updates) await updateNote(update, deps);
}

async function updateNote(update: Update, { client, wait, run, labels, send }: Dependencies): Promise<void> {
  const { path, note, target } = update;
  const { summary } = run;
  try {
    const base = await retrying(() => client.readRevision(target.id, IMPORTED_REVISION), wait);
    for (const operation of operationsFor(update, base, run.importId, labels)) {
      const [result] = await send([operation]);
      if (result?.status !== 200)
        return fail(summary, path, `was not updated: ${result ? reasonOf(result) : 'the server gave no answer'}`);
    }
  } catch (error) {
    // The note was deleted since the import began.
    if (!(error instanceof RequestFailed) || error.status !== 404) throw error;
    return fail(summary, path, `was not updated: ${error.message}`);
  }
  summary.updated += 1;
  countAttachments(summary, { path, attachments: note.attachments });
  const remarks = [...note.remarks, ...labels.remarksOn(note.labels)];
  if (target.revision > IMPORTED_REVISION) remarks.push('was edited here too: both edits are merged, see its history');
  summary.remarks.push(...remarks.map(remark => ({ path, remark })));
  labels.use(note.labels);
}

/** The edit, then the labels, which are only added. */
function operationsFor({ note, target }: Update, base: Writing, importId: string, labels: LabelBook): Operation[] {
  const { id } = target;
  const edit = diffEdit(base, writingOn(base, note.body, note.id));
  const addLabelIds = labels.idsOf(note.labels);
  const operation = (type: 'note.edit' | 'note.place', data: Operation['data']): Operation => ({
    opId: derivedId('operation', importId, type, note.id),
    type,
    id,
    data,
  });
  return [
    ...(edit ? [operation('note.edit', { baseRevision: IMPORTED_REVISION, ...edit })] : []),
    ...(addLabelIds.length > 0 ? [operation('note.place', { addLabelIds })] : []),
  ];
}

/** The newer state with the items that it shares with `base`: an item of the same text is the same item. */
function writingOn(base: Writing, { kind, title, body, items }: PendingNote['note']['body'], stateId: string): Writing {
  const free = new Map<string, Item[]>();
  for (const item of base.items.toReversed()) free.set(item.text, [...(free.get(item.text) ?? []), item]);
  const matched = items.map(({ text, checked }, index): Item => {
    const item = free.get(text)?.pop();
    return {
      id: item?.id ?? derivedId('item', stateId, index),
      text,
      checked,
      parentId: null,
      position: item?.position ?? '',
    };
  });
  return { ...base, kind, title, body, items: inPlace(matched) };
}

/** Items whose positions rise keep them; the others are put between their neighbours. */
function inPlace(items: readonly Item[]): Item[] {
  const placed: Item[] = [];
  let last: string | undefined;
  for (const [index, item] of items.entries()) {
    const next = items.slice(index).find(({ position }) => position > (last ?? ''))?.position;
    const isRising = item.position > (last ?? '');
    const position: string = isRising ? item.position : ((next && between(last ?? null, next)) ?? positionAfter(last));
    placed.push({ ...item, position });
    last = position;
  }
  return placed;
}
