/** Sends one batch of notes, with the labels they carry, and counts what became of each. */
import { derivedId } from './derived-id.ts';
import type { Operation, OperationResult } from './import-client.ts';
import { fail, type ImportRun, type PendingNote } from './import-run.ts';
import type { ImportSummary } from './import-summary.ts';
import type { LabelBook } from './label-book.ts';
import { hasCode, reasonOf, type SendOperations } from './send-operations.ts';
import type { TranslatedNote } from './translate-takeout-note.ts';

/** Counts the batch's notes in the run's summary. Throws `RequestFailed` when there is no use in going on. */
export async function importBatch(
  batch: PendingNote[],
  run: ImportRun,
  labels: LabelBook,
  send: SendOperations,
): Promise<void> {
  await labels.ensure(batch.flatMap(({ note }) => note.labels));
  const results = await send(batch.map(({ note }) => createOperation(note, run.importId, labels)));
  for (const [index, pending] of batch.entries()) {
    const result = results[index];
    if (result) account(pending, result, run.summary, labels);
  }
}

function createOperation(note: TranslatedNote, importId: string, labels: LabelBook): Operation {
  const labelIds = note.labels.map(name => labels.idOf(name)).filter(id => id !== undefined);
  return {
    // Of this import, not of the note alone: the server remembers an operation for weeks, longer than the note may live.
    opId: derivedId('operation', importId, 'note.create', note.id),
    type: 'note.create',
    id: note.id,
    data: {
      ...note.body,
      placement: { ...note.body.placement, labelIds: [...new Set(labelIds)] },
      importId,
    },
  };
}

/** Counts what became of the note. */
function account(
  { path, note }: PendingNote,
  result: OperationResult,
  summary: ImportSummary,
  labels: LabelBook,
): void {
  const isNew = result.status === 201;
  const hasChanged = hasCode(result, 'id-taken');
  if (!isNew && !hasChanged && result.status !== 200) {
    fail(summary, path, `was not taken: ${reasonOf(result)}`);
    return;
  }
  if (note.attachments.length > 0) summary.attachments.push({ path, names: note.attachments });
  if (isNew) {
    summary.imported += 1;
    summary.remarks.push(...[...note.remarks, ...missingLabels(note, labels)].map(remark => ({ path, remark })));
  } else {
    summary.alreadyThere += 1;
    if (hasChanged) summary.changedSince += 1;
  }
}

function missingLabels(note: TranslatedNote, labels: LabelBook): string[] {
  return note.labels.flatMap(name => {
    const failure = labels.failureOf(name);
    return failure === undefined ? [] : [`is without its label ${name}: ${failure}`];
  });
}
