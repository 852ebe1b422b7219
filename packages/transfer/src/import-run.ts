/** What the parts of one import share. */
import type { ImportSummary } from './import-summary.ts';
import type { TranslatedNote } from './translate-takeout-note.ts';

export type ImportRun = {
  /** Whose notes they become; ids are derived from it. */
  userId: string;
  /** A UUID of this run, by which it can be undone. */
  importId: string;
  includeTrashed: boolean;
  /** Milliseconds: when the import began. */
  now: number;
  summary: ImportSummary;
};

export type PendingNote = { path: string; note: TranslatedNote };

/** Counts a note that could not be imported; `reason` completes "the note ...". */
export function fail(summary: ImportSummary, path: string, reason: string): void {
  summary.failedNotes += 1;
  summary.failed.push({ path, reason });
}
