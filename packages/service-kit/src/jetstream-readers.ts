/** Broadcasts on JetStream: reads of the log from a position on, through consumers that the server forgets by itself. */
import { HEARTBEAT_MILLIS, type LoggedEvent, type ReadFrom, type ReadPage } from '@keep/contracts/broker-internal-http';
import { eventEnvelope } from '@keep/contracts/event-envelope';
import { type Msg, nanos } from '@nats-io/transport-node';
import { unavailable } from './app-error.ts';
import type { JetStreamConnection, Nats } from './jetstream-connection.ts';
import { parseJson } from './jetstream-groups.ts';
import { positionOf, pull } from './jetstream-pull.ts';
import { LOG, readPosition } from './jetstream-streams.ts';
import type { Logger } from './logger.ts';

const PAGE = 100;
const FORGOTTEN_AFTER = 60_000;
/** Milliseconds: a reader who has no position yet learns where the log stands, also where nothing comes. */
const BRIEFLY = 100;

/** A consumer of the server, and how far it was read. */
type Reader = { consumer: string; subjects: string; after: number; received: number };

/** `start` is what its first message comes after. */
type Opened = { reader: Reader; start: number };

export class JetStreamReaders {
  readonly #connection: JetStreamConnection;
  readonly #logger: Logger;
  /** Those that wait for their next read. One that failed is not put back: the next read makes another. */
  readonly #idle: Reader[] = [];

  constructor(connection: JetStreamConnection, logger: Logger) {
    this.#connection = connection;
    this.#logger = logger;
  }

  read(subjects: readonly string[], from: ReadFrom, logId: string, signal: AbortSignal): Promise<ReadPage> {
    return this.#connection.use(async nats => {
      const { reader, start } = this.#take(subjects, from) ?? (await openReader(nats, subjects, from));
      const waitMillis = 'after' in from ? HEARTBEAT_MILLIS : BRIEFLY;
      const request = { stream: LOG, consumer: reader.consumer, limit: PAGE, waitMillis };
      const messages = await pull(nats.connection, request, signal);
      advance(reader, messages);
      if (!signal.aborted) this.#idle.push(reader);
      return { logId, events: messages.flatMap(message => this.#parse(message)), start, next: reader.after };
    });
  }

  #take(subjects: readonly string[], from: ReadFrom): Opened | undefined {
    const index = this.#idle.findIndex(
      idle => 'after' in from && idle.after === from.after && idle.subjects === subjects.join(),
    );
    const [reader] = index < 0 ? [] : this.#idle.splice(index, 1);
    return reader && { reader, start: reader.after };
  }

  #parse(message: Msg): LoggedEvent[] {
    const { sequence } = positionOf(message);
    const parsed = eventEnvelope.safeParse(parseJson(message));
    if (parsed.success) return [{ sequence, event: parsed.data }];
    this.#logger.error({ sequence, subject: message.subject }, 'what is in the log is not an event; it is passed over');
    return [];
  }
}

async function openReader({ manager }: Nats, subjects: readonly string[], from: ReadFrom): Promise<Opened> {
  const { now, lastSequence } = await readPosition(manager);
  const start =
    'after' in from
      ? ({ deliver_policy: 'by_start_sequence', opt_start_seq: from.after + 1 } as const)
      : ({
          deliver_policy: 'by_start_time',
          opt_start_time: new Date(now - from.lastSeconds * 1_000).toISOString(),
        } as const);
  const { name, delivered } = await manager.consumers.add(LOG, {
    ...start,
    filter_subjects: [...subjects],
    ack_policy: 'none',
    inactive_threshold: nanos(FORGOTTEN_AFTER),
    mem_storage: true,
    num_replicas: 1,
  });
  // Without a message of its own, it has seen at least what there was before it was made.
  const after = 'after' in from ? from.after : lastSequence;
  return {
    reader: { consumer: name, subjects: subjects.join(), after, received: 0 },
    start: 'after' in from ? from.after : delivered.stream_seq,
  };
}

/** Nobody acknowledges, so a gap means that messages were lost on the way: they are read again from `after` on. */
function advance(reader: Reader, messages: readonly Msg[]): void {
  for (const message of messages) {
    const { sequence, nth } = positionOf(message);
    if (nth !== reader.received + 1) throw unavailable('Events were lost on the way; they are read again.');
    reader.received = nth;
    reader.after = sequence;
  }
}
