/** The outbox as its relay sees it: events that were stored with the change they tell of, and wait for the bus. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';

/** What `logId` answers between `resendSince` and `setLogId`. */
export const NO_LOG = 'none';

export interface OutboxStore {
  /** The oldest events that no log has acknowledged, in the order in which they were stored. */
  unsent(limit: number): Promise<EventEnvelope[]>;

  /**
   * Marks events as held by the log `logId`. Does nothing when that is no longer the log of `setLogId`: another replica
   * has met a new, empty log in between, and what the old one held must be sent again.
   */
  markSent(ids: readonly string[], logId: string): Promise<void>;

  /**
   * Makes everything that was sent since `date` unsent again; answers how many events. From then on, until the next
   * `setLogId`, `markSent` does nothing, so that no replica marks what only the lost log holds.
   */
  resendSince(date: Date): Promise<number>;

  /** The log that holds what was sent; undefined before the first time. */
  logId(): Promise<string | undefined>;
  setLogId(logId: string): Promise<void>;

  /** Forgets events sent before `sentBefore`, and inbox rows of events handled before `handledBefore`. */
  prune(sentBefore: Date, handledBefore: Date): Promise<void>;
}
