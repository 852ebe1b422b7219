/** What the broker needs from outside: a durable log that remembers what it still owes to each group. */
import type {
  ConsumerGroupStatus,
  DeadLetter,
  Delivery,
  LoggedEvent,
  Settlement,
} from '@keep/contracts/broker-internal-http';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { ConsumerGroup } from '@keep/service-kit/event-bus';

export interface EventStore {
  /** Made with the store, and never again the same. */
  readonly logId: string;

  /** Durable when it resolves; events whose id is known are passed over. Answers those that were new. */
  append(events: readonly EventEnvelope[], now: Date): Promise<readonly EventEnvelope[]>;
  /** False while the disk takes no more. */
  takesEvents(): boolean;
  /** Matching events after a sequence; `next` is the last sequence that was looked at, which may be before the log's last. */
  read(subjects: readonly string[], after: number): { events: LoggedEvent[]; next: number };
  lastSequence(): number;
  /** The last sequence before those that were published at `time` or later. */
  sequenceBefore(time: Date): number;
  /** Its size on the disk. */
  bytes(): number;

  /** Gives up to `limit` events to one consumer of the group until the lease runs out. Joins the group. */
  lease(group: ConsumerGroup, limit: number, now: Date): Promise<Delivery[]>;
  /** When the next leased or refused event of the group is due. */
  nextDue(group: string): Date | undefined;
  /** Answers how many events come again, and how many are dead letters now. */
  settle(group: string, settlements: readonly Settlement[], now: Date): Promise<{ again: number; dead: number }>;

  /** Removes matching events wherever they are; answers how many. */
  purge(subject: string): Promise<number>;
  /** Removes events older than `before` that no group waits for; answers how many. */
  prune(before: Date): Promise<number>;
  /** Gives disk space back in steps, where that is worth its time. */
  compact(): Promise<void>;

  groups(): ConsumerGroupStatus[];
  deadLetters(limit: number): DeadLetter[];
  /** Gives a group everything after a sequence again. It and the next three answer false for what does not exist. */
  replay(group: string, after: number, now: Date): Promise<boolean>;
  forget(group: string): Promise<boolean>;
  redeliver(group: string, sequence: number, now: Date): Promise<boolean>;
  drop(group: string, sequence: number): Promise<boolean>;
  close(): void;
}
