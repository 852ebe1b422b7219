/** What an import needs of Keep's public API; the browser and the command line each bring their own. */
import type { BatchOperationType } from '@keep/contracts/notes-http';
import type { Writing } from '@keep/note-merge/writing';

export type Operation = { opId: string; type: BatchOperationType; id: string; data: Record<string, unknown> };

/** `problem` is unchecked: an RFC 9457 document when the operation failed. */
export type OperationResult = { opId: string; status: number; problem?: unknown };

export type ExistingLabel = { id: string; name: string };

export type ExistingNote = {
  id: string;
  createdAt: string;
  revision: number;
  title: string;
  body: string;
  items: readonly { text: string; checked: boolean }[];
};

/** `next` is the cursor of the page after it, null after the last. */
export type NotesPage = { notes: readonly ExistingNote[]; next: string | null };

/** All throw `RequestFailed` for any answer but success, and for none. */
export type ImportClient = {
  /** All of the account's labels, every page. */
  listLabels(): Promise<ExistingLabel[]>;
  /** A page of the account's own notes, archived and trashed ones too. */
  listNotes(cursor: string | null): Promise<NotesPage>;
  readRevision(noteId: string, revision: number): Promise<Writing>;
  /** `POST /notes/batch`: at most 100 operations and 4 MiB. */
  batch(operations: readonly Operation[]): Promise<OperationResult[]>;
};

/** `status` is null when there was no answer. The message is a sentence for the user. */
export class RequestFailed extends Error {
  readonly status: number | null;
  /** Milliseconds, of the `Retry-After` header. */
  readonly retryAfter: number | null;

  constructor(message: string, status: number | null, retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
