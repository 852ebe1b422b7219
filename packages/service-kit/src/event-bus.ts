/** The event bus as services see it; its adapters pass one conformance suite (`@keep/testing/event-bus-suite`). */
import type { EventEnvelope } from '@keep/contracts/event-envelope';

/**
 * Handles one event. It may be called again with the same event, on this or another process. Resolving acknowledges it;
 * throwing makes it come again later, and after eight failures it is put aside as a dead letter. Throwing an `AppError`
 * of kind `unavailable` (the database is down) pauses the consumer and is not counted as a failure.
 */
export type EventHandler = (event: EventEnvelope) => Promise<void>;

/** Where an event stands in which log. Sequences grow with the log, with gaps; those of two logs cannot be compared. */
export type LogPosition = { logId: string; sequence: number };

/** Hears one event of a broadcast, in the order of the log. */
export type BroadcastHandler = (event: EventEnvelope, position: LogPosition) => Promise<void>;

export type ListenOptions = {
  replaySeconds: number;
  /**
   * Hears how far the log was read, also where nothing in it matched. The first position of each log is the one after
   * which the reading began: a log that was lost shows by another `logId`, and is read from `replaySeconds` ago again.
   */
  onReached?: (position: LogPosition) => void;
};

/** Competing consumers: each event that matches goes to one member of the group, until one acknowledged it. */
export type ConsumerGroup = {
  /** Unique in the system, such as `notes.saga`. */
  name: string;
  /** Subject filters: `*` stands for one token, a last `>` for one or more. */
  subjects: readonly string[];
};

export interface Subscription {
  /** Stops fetching and waits for the handlers that run. */
  close(): Promise<void>;
}

export interface EventBus {
  /**
   * Resolves once all `events` are durable. Idempotent by event id. Answers the id of the log that holds them: a log id
   * that differs from the last one means that the log was lost and must be refilled.
   * Throws `AppError` of kind `unavailable` when the log cannot be reached.
   */
  publish(events: readonly EventEnvelope[]): Promise<{ logId: string }>;

  /** The id of the log, as `publish` answers it. */
  logId(): Promise<string>;

  /** Joins a durable group. The group remembers what was acknowledged, also while nobody is joined. */
  consume(group: ConsumerGroup, handler: EventHandler): Subscription;

  /**
   * Hears every matching event in this process, first those of the last `replaySeconds`, then the new ones.
   * Not acknowledged and not redelivered: a handler that throws is logged. Goes on by itself after the bus was away.
   */
  listen(subjects: readonly string[], handler: BroadcastHandler, options: ListenOptions): Subscription;

  /** Removes every event whose subject matches, for good. */
  purge(subject: string): Promise<void>;

  /** Seconds since those who listen last heard of the bus, an event or a heartbeat (in-process 0); may be endless while it takes nothing. */
  silentSeconds(): number;

  /** Warnings for `/readyz`, such as `durability: reduced`, or that it is away. */
  warnings(): Readonly<Record<string, string>>;

  close(): Promise<void>;
}
