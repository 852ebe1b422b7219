/** The importer: reads archives, makes their notes through the public API, and tells what became of each. */
import { noteLimits } from '@keep/contracts/notes-http';
import type { Archive } from './archive.ts';
import { derivedId } from './derived-id.ts';
import { RequestFailed, type ImportClient, type Operation, type OperationResult } from './import-client.ts';
import { emptySummary, type ImportSummary } from './import-summary.ts';
import { openLabelBook, type LabelBook } from './label-book.ts';
import { readTakeout, type FoundInTakeout } from './read-takeout.ts';
import type { Wait } from './retry.ts';
import { hasCode, makeSendOperations, reasonOf, type SendOperations } from './send-operations.ts';
import { NotImportable, translateTakeoutNote, type TranslatedNote } from './translate-takeout-note.ts';

/** Less than the 4 MiB that a batch may have, for what surrounds the operations. */
const BATCH_BYTES = 3.5 * 1024 * 1024;

export type ImportDependencies = { client: ImportClient; wait: Wait; now: () => number };

export type ImportRequest = {
  archives: readonly Archive[];
  /** Whose notes they become; ids are derived from it. */
  userId: string;
  /** A UUID of this run, by which it can be undone. */
  importId: string;
  includeTrashed: boolean;
};

export type ImportEvent =
  | { type: 'progress'; found: number; imported: number; alreadyThere: number; failed: number }
  | { type: 'finished'; summary: ImportSummary };

type PendingNote = { path: string; note: TranslatedNote };
type Run = { request: ImportRequest; now: number; summary: ImportSummary; seen: Set<string> };

/**
 * Holds one batch of notes at a time. Progress after each batch, the summary as the last event, also when the server
 * goes away: then `stopped` says why, and importing again adds only what is missing.
 */
export async function* importNotes(deps: ImportDependencies, request: ImportRequest): AsyncGenerator<ImportEvent> {
  const summary = emptySummary(request.importId);
  const run: Run = { request, now: deps.now(), summary, seen: new Set() };
  const send = makeSendOperations(deps.client, deps.wait);
  try {
    const labels = await openLabelBook({ ...deps, ...request, send });
    summary.labelsCreated = labels.created;
    for await (const batch of inBatches(notesToImport(run))) {
      await importBatch(batch, run, labels, send);
      yield progressOf(summary);
    }
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    summary.stopped = error.message;
  }
  yield { type: 'finished', summary };
}

function progressOf({ found, imported, alreadyThere, failed }: ImportSummary): ImportEvent {
  return { type: 'progress', found, imported, alreadyThere, failed: failed.length };
}

/** The notes that are to be sent; everything else goes to the summary. */
async function* notesToImport(run: Run): AsyncGenerator<PendingNote> {
  for await (const found of readTakeout(run.request.archives)) {
    const note = toImport(found, run);
    if (note) yield { path: found.path, note };
  }
}

function toImport({ path, reading }: FoundInTakeout, run: Run): TranslatedNote | null {
  const { request, summary, seen } = run;
  if (reading.kind === 'nested-archive') summary.nestedArchives.push(path);
  if (reading.kind === 'unreadable') summary.failed.push({ path, reason: reading.reason });
  if (reading.kind !== 'note') return null;
  summary.found += 1;
  if (reading.note.isTrashed && !request.includeTrashed) {
    summary.skippedTrashed += 1;
    return null;
  }
  try {
    const note = translateTakeoutNote(reading.note, request.userId, run.now);
    if (!seen.has(note.id)) {
      seen.add(note.id);
      return note;
    }
    summary.repeated += 1;
  } catch (error) {
    if (!(error instanceof NotImportable)) throw error;
    fail(summary, path, error.message);
  }
  return null;
}

function fail(summary: ImportSummary, path: string, reason: string): void {
  summary.failedNotes += 1;
  summary.failed.push({ path, reason });
}

async function* inBatches(notes: AsyncIterable<PendingNote>): AsyncGenerator<PendingNote[]> {
  let batch: PendingNote[] = [];
  let bytes = 0;
  const encoder = new TextEncoder();
  for await (const pending of notes) {
    // Labels become ids of 36 characters, and the operation adds its own envelope.
    const size = encoder.encode(JSON.stringify(pending.note.body)).byteLength + 40 * pending.note.labels.length + 300;
    if (batch.length === noteLimits.batchOperations || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(pending);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function importBatch(batch: PendingNote[], run: Run, labels: LabelBook, send: SendOperations): Promise<void> {
  await labels.ensure(batch.flatMap(({ note }) => note.labels));
  const results = await send(batch.map(({ note }) => createOperation(note, run.request.importId, labels)));
  const imported = batch.filter((pending, index) => {
    const result = results[index];
    return result !== undefined && account(pending, result, run.summary, labels);
  });
  await moveToTrash(imported, run, send);
}

function createOperation(note: TranslatedNote, importId: string, labels: LabelBook): Operation {
  const labelIds = note.labels.map(name => labels.idOf(name)).filter(id => id !== undefined);
  return {
    // Of this import, not of the note alone: the server remembers an operation for weeks, longer than the note may live.
    opId: derivedId('operation', importId, 'note.create', note.id),
    type: 'note.create',
    id: note.id,
    data: { ...note.body, placement: { ...note.body.placement, labelIds: [...new Set(labelIds)] }, importId },
  };
}

/** Counts what became of the note; whether it is new. */
function account({ path, note }: PendingNote, result: OperationResult, summary: ImportSummary, labels: LabelBook) {
  const isNew = result.status === 201;
  const hasChanged = hasCode(result, 'id-taken');
  if (!isNew && !hasChanged && result.status !== 200) {
    fail(summary, path, `was not taken: ${reasonOf(result)}`);
    return false;
  }
  if (note.attachments.length > 0) summary.attachments.push({ path, names: note.attachments });
  if (isNew) {
    summary.imported += 1;
    summary.remarks.push(...[...note.remarks, ...missingLabels(note, labels)].map(remark => ({ path, remark })));
  } else {
    summary.alreadyThere += 1;
    if (hasChanged) summary.changedSince += 1;
  }
  return isNew;
}

function missingLabels(note: TranslatedNote, labels: LabelBook): string[] {
  return note.labels.flatMap(name => {
    const failure = labels.failureOf(name);
    return failure === undefined ? [] : [`is without its label ${name}: ${failure}`];
  });
}

/** Only what this import made: a note that its owner took out of the trash since stays out. */
async function moveToTrash(imported: PendingNote[], { request, summary }: Run, send: SendOperations): Promise<void> {
  const trashed = imported.filter(({ note }) => note.isTrashed);
  const results = await send(
    trashed.map(({ note }) => ({
      opId: derivedId('operation', request.importId, 'note.trash', note.id),
      type: 'note.trash',
      id: note.id,
      data: {},
    })),
  );
  for (const [index, { path }] of trashed.entries()) {
    const result = results[index];
    if (result && result.status >= 300) {
      summary.remarks.push({ path, remark: `came in, but not into the trash: ${reasonOf(result)}` });
    }
  }
}
