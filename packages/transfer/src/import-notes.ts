/** The importer: reads archives, makes their notes through the public API, and reports what became of each. */
import type { Archive } from './archive.ts';
import { gatherAgain, gatherNotes } from './gather-notes.ts';
import { importBatch } from './import-batch.ts';
import { RequestFailed, type ImportClient } from './import-client.ts';
import type { ImportRun } from './import-run.ts';
import { emptySummary, type ImportSummary } from './import-summary.ts';
import { readKnownNotes } from './known-notes.ts';
import { openLabelBook } from './label-book.ts';
import { openStateBook, type StateBook } from './newer-states.ts';
import type { Wait } from './retry.ts';
import { makeSendOperations } from './send-operations.ts';
import { updateNotes } from './update-notes.ts';

export type ImportDependencies = { client: ImportClient; wait: Wait; now: () => number };

export type ImportRequest = Pick<ImportRun, 'userId' | 'importId' | 'includeTrashed' | 'update'> & {
  archives: readonly Archive[];
};

export type ImportEvent =
  | { type: 'progress'; found: number; imported: number; updated: number; alreadyThere: number; failed: number }
  | { type: 'finished'; summary: ImportSummary };

/**
 * Holds one batch of notes at a time. Progress after each batch, the summary as the last event, also when the server
 * goes away: then `stopped` has the reason, and importing again adds only what is missing.
 */
export async function* importNotes(deps: ImportDependencies, request: ImportRequest): AsyncGenerator<ImportEvent> {
  const summary = emptySummary(request.importId);
  try {
    yield* importAll(deps, request, summary);
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
    summary.stopped = error.message;
  }
  yield { type: 'finished', summary };
}

async function* importAll(
  deps: ImportDependencies,
  { archives, ...request }: ImportRequest,
  summary: ImportSummary,
): AsyncGenerator<ImportEvent> {
  const known = await readKnownNotes(deps.client, deps.wait);
  const run: ImportRun = { ...request, now: deps.now(), known, summary };
  const send = makeSendOperations(deps.client, deps.wait);
  const labels = await openLabelBook({ ...deps, ...request, send });
  summary.labelsCreated = labels.created;
  const states = openStateBook(run);
  for await (const batch of gatherNotes(archives, run, states)) {
    await importBatch(batch, run, labels, send);
    yield progressOf(summary);
  }
  for await (const batch of gatherAgain(archives, run, decide(states, run))) {
    await importBatch(
      batch.filter(({ target }) => !target),
      run,
      labels,
      send,
    );
    await updateNotes(batch, { ...deps, run, labels, send });
    yield progressOf(summary);
  }
  await labels.removeUnused();
}

/** Newer states that are not wanted are reported. */
function decide(states: StateBook, { update, summary }: ImportRun) {
  const decision = states.decide();
  if (update) return decision;
  summary.newer.push(...[...decision.newer.values()].map(({ path }) => path));
  return { ...decision, newer: new Map() };
}

function progressOf({ found, imported, updated, alreadyThere, failed }: ImportSummary): ImportEvent {
  return { type: 'progress', found, imported, updated, alreadyThere, failed: failed.length };
}
