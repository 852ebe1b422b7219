/** What the parts of one import share. */
import type { ImportSummary } from './import-summary.ts';
import type { KnownNote, KnownNotes } from './known-notes.ts';
import type { TranslatedNote } from './translate-takeout-note.ts';

export type ImportRun = {
  /** Whose notes they become; ids are derived from it. */
  userId: string;
  /** A UUID of this run, by which it can be undone. */
  importId: string;
  includeTrashed: boolean;
  /** Whether newer states of notes that are there are merged into them. */
  update: boolean;
  /** Milliseconds: when the import began. */
  now: number;
  known: KnownNotes;
  summary: ImportSummary;
};

/** `target` is the note that this one is a newer state of. */
export type PendingNote = { path: string; note: TranslatedNote; target?: KnownNote };

/** Counts a note that could not be imported; `reason` completes "the note ...". */
export function fail(summary: ImportSummary, path: string, reason: string): void {
  summary.failedNotes += 1;
  summary.failed.push({ path, reason });
}

type NoteWithFiles = { path: string; attachments: string[] };

/** Counts a note that is there from an earlier import. */
export function countAsThere(summary: ImportSummary, note: NoteWithFiles, isChanged: boolean): void {
  summary.alreadyThere += 1;
  if (isChanged) summary.changedSince += 1;
  countAttachments(summary, note);
}

export function countAttachments(summary: ImportSummary, { path, attachments }: NoteWithFiles): void {
  if (attachments.length > 0) summary.attachments.push({ path, names: attachments });
}
