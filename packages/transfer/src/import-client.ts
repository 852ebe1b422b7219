/** What an import needs of Keep's public API; the browser and the command line each bring their own. */
import type { BatchOperationType } from '@keep/contracts/notes-http';

export type Operation = { opId: string; type: BatchOperationType; id: string; data: Record<string, unknown> };

/** `problem` is unchecked: an RFC 9457 document when the operation failed. */
export type OperationResult = { opId: string; status: number; problem?: unknown };

export type ExistingLabel = { id: string; name: string };

/** Both throw `RequestFailed` for any answer but success, and for none. */
export type ImportClient = {
  /** All of the account's labels, every page. */
  listLabels(): Promise<ExistingLabel[]>;
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
