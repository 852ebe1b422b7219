/** NATS JetStream as the event log: the same client as that of Keep's own broker, so that all above it is the same. */
import type { Delivery, ReadFrom, ReadPage, Settlement } from '@keep/contracts/broker-internal-http';
import { EVENT_LIMIT, type EventEnvelope } from '@keep/contracts/event-envelope';
import { JetStreamApiError } from '@nats-io/jetstream';
import type { ConsumerGroup } from './event-bus.ts';
import type { EventLogClient } from './event-log-client.ts';
import { JetStreamConnection, type Nats } from './jetstream-connection.ts';
import { JetStreamGroups } from './jetstream-groups.ts';
import { JetStreamReaders } from './jetstream-readers.ts';
import { DEAD_LETTERS, ensureStreams, LOG, readLogId } from './jetstream-streams.ts';
import type { Logger } from './logger.ts';

export type JetStreamOptions = {
  /** `nats://host:4222`; several joined by commas. */
  url: string;
  /** Of the service, as the server lists its connections. */
  name: string;
  /** How many nodes keep each event; 3 in a cluster and 1 without unless told. */
  replicas?: number | undefined;
  /** Whether its operator says that a single node has `sync_interval: always`. */
  isSyncAlways?: boolean;
  /** As `REDELIVERY_PAUSES`, which tests shorten. */
  pauses?: readonly number[];
  logger: Logger;
};

/** Milliseconds for which an answer about the log holds. */
const KNOWN_FOR = 1_000;

export class JetStreamLogClient implements EventLogClient {
  readonly #connection: JetStreamConnection;
  readonly #options: JetStreamOptions;
  readonly #groups: JetStreamGroups;
  readonly #readers: JetStreamReaders;
  #known: { logId: string; at: number } | undefined;
  #isReduced = false;

  constructor(options: JetStreamOptions) {
    const { url, name, logger, pauses } = options;
    this.#options = options;
    this.#connection = new JetStreamConnection(url, name, logger);
    this.#groups = new JetStreamGroups(this.#connection, () => this.logId(), pauses);
    this.#readers = new JetStreamReaders(this.#connection, logger);
  }

  async append(events: readonly EventEnvelope[]): Promise<{ logId: string }> {
    const payloads = events.map(toPayload);
    const logId = await this.logId();
    await this.#connection.use(({ streams }) =>
      Promise.all(
        events.map(({ id, subject }, index) =>
          streams.publish(subject, payloads[index], { msgID: id, expect: { streamName: LOG } }),
        ),
      ).catch((error: unknown) => {
        this.#known = undefined;
        if (error instanceof JetStreamApiError) this.#connection.tellOfRefusal();
        throw error;
      }),
    );
    return { logId };
  }

  /** Asked of the server at most once a second; makes the log where there is none. */
  async logId(): Promise<string> {
    if (this.#known && Date.now() - this.#known.at < KNOWN_FOR) return this.#known.logId;
    const logId = await this.#connection.use(async nats => {
      const existing = this.#known && (await readLogId(nats.manager));
      return existing ?? (await this.#prepare(nats));
    });
    this.#known = { logId, at: Date.now() };
    return logId;
  }

  fetch(group: ConsumerGroup, limit: number, signal: AbortSignal): Promise<readonly Delivery[]> {
    return this.#groups.fetch(group, limit, signal);
  }

  settle(group: string, settlements: readonly Settlement[]): Promise<void> {
    return this.#groups.settle(group, settlements);
  }

  async read(subjects: readonly string[], from: ReadFrom, signal: AbortSignal): Promise<ReadPage> {
    return this.#readers.read(subjects, from, await this.logId(), signal).catch((error: unknown) => {
      this.#known = undefined;
      throw error;
    });
  }

  async purge(subject: string): Promise<void> {
    await this.logId();
    await this.#connection.use(async ({ manager }) => {
      await manager.streams.purge(LOG, { filter: subject });
      await manager.streams.purge(DEAD_LETTERS, { filter: `keep-dead.*.${subject}` });
    });
  }

  silentSeconds(): number {
    return this.#connection.silentSeconds();
  }

  warnings(): Readonly<Record<string, string>> {
    return {
      ...(!this.#connection.isUp && { events: 'NATS cannot be reached' }),
      ...(this.#isReduced && { durability: 'reduced' }),
    };
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** At the first use, and whenever the log is gone. */
  async #prepare({ connection, manager }: Nats): Promise<string> {
    const replicas = this.#options.replicas ?? (connection.info?.cluster === undefined ? 1 : 3);
    const log = await ensureStreams(manager, replicas);
    const isReduced = log.replicas < 3 && this.#options.isSyncAlways !== true;
    if (isReduced && !this.#isReduced) this.#options.logger.warn(REDUCED);
    this.#isReduced = isReduced;
    return log.logId;
  }
}

/** A client cannot ask a server for its `sync_interval`. */
const REDUCED =
  'durability is reduced: one node of NATS without "sync_interval: always" loses its last two minutes when the machine ' +
  'loses power; set that in its jetstream settings and KEEP_NATS_SYNC=always, or run three nodes';

function toPayload(event: EventEnvelope): string {
  const payload = JSON.stringify(event);
  const size = Buffer.byteLength(payload);
  if (size > EVENT_LIMIT)
    throw new Error(`The event ${event.id} of ${size} bytes exceeds the limit of ${EVENT_LIMIT}.`);
  return payload;
}
