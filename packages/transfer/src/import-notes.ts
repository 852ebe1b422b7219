/** The importer: reads archives, makes their notes through the public API, and tells what became of each. */
import type { Archive } from './archive.ts';
import { gatherNotes } from './gather-notes.ts';
import { importBatch } from './import-batch.ts';
import { RequestFailed, type ImportClient } from './import-client.ts';
import type { ImportRun } from './import-run.ts';
import { emptySummary, type ImportSummary } from './import-summary.ts';
import { openLabelBook } from './label-book.ts';
import type { Wait } from './retry.ts';
import { makeSendOperations } from './send-operations.ts';

export type ImportDependencies = { client: ImportClient; wait: Wait; now: () => number };

export type ImportRequest = Pick<ImportRun, 'userId' | 'importId' | 'includeTrashed'> & {
  archives: readonly Archive[];
};

export type ImportEvent =
  | { type: 'progress'; found: number; imported: number; alreadyThere: number; failed: number }
  | { type: 'finished'; summary: ImportSummary };

/**
 * Holds one batch of notes at a time. Progress after each batch, the summary as the last event, also when the server
 * goes away: then `stopped` says why, and importing again adds only what is missing.
 */
export async function* importNotes(deps: ImportDependencies, request: ImportRequest): AsyncGenerator<ImportEvent> {
  const summary = emptySummary(request.importId);
  const run: ImportRun = { ...request, now: deps.now(), summary };
  const send = makeSendOperations(deps.client, deps.wait);
  try {
    const labels = await openLabelBook({ ...deps, ...request, send });
    summary.labelsCreated = labels.created;
    for await (const batch of gatherNotes(request.archives, run)) {
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
