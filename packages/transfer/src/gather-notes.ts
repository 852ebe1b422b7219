/** Turns what archives hold into batches of notes to send; everything else goes to the summary. */
import { noteLimits } from '@keep/contracts/notes-http';
import type { Archive } from './archive.ts';
import { fail, type ImportRun, type PendingNote } from './import-run.ts';
import { emptySummary } from './import-summary.ts';
import type { Decision, StateBook } from './newer-states.ts';
import { NotImportable } from './not-importable.ts';
import { readTakeout, type FoundInTakeout } from './read-takeout.ts';
import { translateTakeoutNote, type TranslatedNote } from './translate-takeout-note.ts';

/** Less than the 4 MiB that a batch may have, for what surrounds the operations. */
const BATCH_BYTES = 3.5 * 1024 * 1024;

/** New notes, each once, read only when the batch before it is done with. */
export function gatherNotes(
  archives: readonly Archive[],
  run: ImportRun,
  states: StateBook,
): AsyncGenerator<PendingNote[]> {
  return inBatches(newNotes(archives, run, states));
}

async function* newNotes(archives: readonly Archive[], run: ImportRun, states: StateBook): AsyncGenerator<PendingNote> {
  const seen = new Set<string>();
  for await (const found of readTakeout(archives)) {
    const note = toImport(found, run);
    if (!note) continue;
    const pending = { path: found.path, note };
    if (seen.has(note.id)) run.summary.repeated += 1;
    else if (states.isNew(pending)) yield pending;
    seen.add(note.id);
  }
}

/** Reads the source again for the notes that were decided on when all of it was known: so their texts need not be held. */
export function gatherAgain(
  archives: readonly Archive[],
  run: ImportRun,
  decision: Decision,
): AsyncGenerator<PendingNote[]> {
  return inBatches(decidedNotes(archives, run, decision));
}

async function* decidedNotes(
  archives: readonly Archive[],
  run: ImportRun,
  { unrelated, newer }: Decision,
): AsyncGenerator<PendingNote> {
  const wanted = new Map([...unrelated, ...[...newer].map(([id, { path }]) => [id, path] as const)]);
  // Whatever else there is was counted by the first reading.
  const silentRun = { ...run, summary: emptySummary(run.importId) };
  if (wanted.size === 0) return;
  for await (const found of readTakeout(archives)) {
    const note = toImport(found, silentRun);
    if (!note || !wanted.delete(note.id)) continue;
    const target = newer.get(note.id)?.target;
    yield { path: found.path, note, ...(target && { target }) };
    if (wanted.size === 0) return;
  }
  for (const path of wanted.values()) fail(run.summary, path, 'could not be read a second time');
}

function toImport({ path, reading }: FoundInTakeout, run: ImportRun): TranslatedNote | null {
  const { userId, includeTrashed, now, summary } = run;
  if (reading.kind === 'nested-archive') summary.nestedArchives.push(path);
  if (reading.kind === 'unreadable') summary.failed.push({ path, reason: reading.reason });
  if (reading.kind !== 'note') return null;
  summary.found += 1;
  if (reading.note.isTrashed && !includeTrashed) {
    summary.skippedTrashed += 1;
    return null;
  }
  try {
    const translated = translateTakeoutNote(reading.note, userId, now);
    return { ...translated, remarks: [...oddities(reading.oddFields), ...translated.remarks] };
  } catch (error) {
    if (!(error instanceof NotImportable)) throw error;
    fail(summary, path, error.message);
    return null;
  }
}

const MOST_NAMED = 10;

function oddities(fields: readonly string[]): string[] {
  if (fields.length === 0) return [];
  const more = fields.length > MOST_NAMED ? `, and ${fields.length - MOST_NAMED} more` : '';
  return [`has fields that cannot be read and were left out: ${fields.slice(0, MOST_NAMED).join(', ')}${more}`];
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
