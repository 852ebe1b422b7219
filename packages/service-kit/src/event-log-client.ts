/** Keep's own event log as its clients see it: over HTTP (`http-event-log-client.ts`), or directly in the same process. */
import type { Delivery, ReadFrom, ReadPage, Settlement } from '@keep/contracts/broker-internal-http';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { ConsumerGroup } from './event-bus.ts';
import type { Logger } from './logger.ts';
import type { Tracer } from './tracing.ts';

/** Every method throws `AppError` of kind `unavailable` when the log cannot be reached. */
export interface EventLogClient {
  /** Resolves once all are durable; at most `BATCH_EVENTS` events and `BATCH_LIMIT` bytes. */
  append(events: readonly EventEnvelope[]): Promise<{ logId: string }>;

  logId(): Promise<string>;

  /** Joins the group and leases its next events; waits up to `HEARTBEAT_MILLIS` for the first. */
  fetch(group: ConsumerGroup, limit: number, signal: AbortSignal): Promise<readonly Delivery[]>;

  settle(group: string, settlements: readonly Settlement[]): Promise<void>;

  /** Reads from a position on, without a group; waits up to `HEARTBEAT_MILLIS` for the first event where `from` is a sequence. */
  read(subjects: readonly string[], from: ReadFrom, signal: AbortSignal): Promise<ReadPage>;

  purge(subject: string): Promise<void>;

  /** Seconds since `read` last answered, if only that there is nothing new. */
  silentSeconds(): number;

  /** Warnings about the log for `/readyz`. */
  warnings?(): Readonly<Record<string, string>>;

  close(): Promise<void>;
}

/** What the bus over such a log needs. */
export type LogBusDependencies = { log: EventLogClient; logger: Logger; tracer: Tracer };
