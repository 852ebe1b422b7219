/** What an import did, for the person who started it. */

export type ImportSummary = {
  importId: string;
  /** Notes recognised in the source; each counts once: here, in `newer`, or in `failedNotes`. */
  found: number;
  imported: number;
  /** Newer states that were merged into the notes of earlier imports. */
  updated: number;
  /** From an earlier import, `changedSince` among them: those are left as their owner made them. */
  alreadyThere: number;
  changedSince: number;
  /** The same note once more in the same source. */
  repeated: number;
  skippedTrashed: number;
  /** Paths of newer states of notes of earlier imports, which were left out. */
  newer: string[];
  failedNotes: number;
  /** Notes that failed and entries that could not be read; `reason` completes "PATH ...". */
  failed: { path: string; reason: string }[];
  /** Notes that came in, but not exactly as they were. */
  remarks: { path: string; remark: string }[];
  /** Files attached to notes that came in or were there: not imported yet. */
  attachments: { path: string; names: string[] }[];
  /** Archives inside the archive: not opened. */
  nestedArchives: string[];
  labelsCreated: string[];
  /** Why the import ended early; the same import once more goes on where it stopped. */
  stopped: string | null;
};

/** What Google leaves out of every export, said once. */
export const neverExported =
  'Google exports neither reminders nor the nesting of lists: lists come in flat, reminders must be set again.';

export function emptySummary(importId: string): ImportSummary {
  return {
    importId,
    found: 0,
    imported: 0,
    updated: 0,
    alreadyThere: 0,
    changedSince: 0,
    repeated: 0,
    skippedTrashed: 0,
    newer: [],
    failedNotes: 0,
    failed: [],
    remarks: [],
    attachments: [],
    nestedArchives: [],
    labelsCreated: [],
    stopped: null,
  };
}
