/** What the broker needs from outside: a durable log. */
import type { ConsumerGroupStatus, DeadLetter, Settlement } from '@keep/contracts/broker-internal-http';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { ConsumerGroup } from '@keep/service-kit/event-bus';

/** `text` is the event as JSON. */
export type StoredEvent = { sequence: number; text: string };
export type LeasedEvent = StoredEvent & { lease: string };
/** `again` events come once more, `dead` ones do not. */
export type Settled = { acknowledged: number; again: number; dead: number };
export type LogStatus = { events: number; bytes: number; lastSequence: number; firstAt: Date | null };

export interface EventStore {
  /** Made with the store, and never again the same. */
  readonly logId: string;

  /** Durable when it resolves; events whose id is known are passed over. Answers those that were new. */
  append(events: readonly EventEnvelope[], now: Date): Promise<readonly EventEnvelope[]>;

  /** Gives up to `limit` events to one consumer of the group until the lease runs out. Joins the group. */
  lease(group: ConsumerGroup, limit: number, now: Date): Promise<LeasedEvent[]>;
  /** When the next refused or leased event of the group is due. */
  nextDue(group: string): Date | undefined;
  settle(group: string, settlements: readonly Settlement[], now: Date): Promise<Settled>;

  /** Matching events after a sequence; `next` is the last sequence that was looked at. */
  read(subjects: readonly string[], after: number): { events: StoredEvent[]; next: number };
  lastSequence(): number;
  /** The last sequence before those that were published at `time` or later. */
  sequenceBefore(time: Date): number;

  /** Removes matching events wherever they are; answers how many. */
  purge(subject: string): Promise<number>;
  /** Removes events older than `before` that no group waits for; answers how many. */
  prune(before: Date): Promise<number>;
  /** Gives disk space back, where that is worth its time. */
  compact(): void;

  status(): LogStatus;
  groups(): ConsumerGroupStatus[];
  /** Makes a group begin after a sequence once more. These four answer false for what does not exist. */
  replay(group: string, after: number): Promise<boolean>;
  forget(group: string): Promise<boolean>;
  deadLetters(limit: number): DeadLetter[];
  redeliver(group: string, sequence: number, now: Date): Promise<boolean>;
  drop(group: string, sequence: number): Promise<boolean>;
  close(): void;
}
