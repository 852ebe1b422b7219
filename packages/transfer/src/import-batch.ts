/** Sends one batch of notes, with the labels they carry, and counts what became of each. */
import { derivedId } from './derived-id.ts';
import type { Operation, OperationResult } from './import-client.ts';
import { countAsThere, countAttachments, fail, type ImportRun, type PendingNote } from './import-run.ts';
import type { ImportSummary } from './import-summary.ts';
import type { LabelBook } from './label-book.ts';
import { hasCode, reasonOf, type SendOperations } from './send-operations.ts';
import type { TranslatedNote } from './translate-takeout-note.ts';

/** Counts the batch's notes in the run's summary. Throws `RequestFailed` when there is no use in going on. */
export async function importBatch(
  batch: readonly PendingNote[],
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
  return {
    // Of this import, not of the note alone: the server remembers an operation for weeks, longer than the note may live.
    opId: derivedId('operation', importId, 'note.create', note.id),
    type: 'note.create',
    id: note.id,
    data: {
      ...note.body,
      placement: { ...note.body.placement, labelIds: labels.idsOf(note.labels) },
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
  const { attachments } = note;
  // Where another import is under way at the same time.
  const isThere = result.status === 200;
  const isChanged = hasCode(result, 'id-taken');
  if (isThere || isChanged) return countAsThere(summary, { path, attachments }, isChanged);
  if (result.status !== 201) return fail(summary, path, `was not taken: ${reasonOf(result)}`);
  summary.imported += 1;
  labels.use(note.labels);
  countAttachments(summary, { path, attachments });
  summary.remarks.push(...[...note.remarks, ...labels.remarksOn(note.labels)].map(remark => ({ path, remark })));
}
