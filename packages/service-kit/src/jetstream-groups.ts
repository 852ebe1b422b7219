/** Durable groups on JetStream: each is a durable pull consumer; failures are counted by us (ADR 0018). */
import {
  type ConsumerConfig, JetStreamApiError, type JetStreamManager, JetStreamApiCodes,
} from '@nats-io/jetstream'; // prettier-ignore
import {
  type Delivery, HEARTBEAT_MILLIS, LEASE_MILLIS, OUTAGE_PAUSE, REDELIVERY_PAUSES, type Settlement,
} from '@keep/contracts/broker-internal-http'; // prettier-ignore
import { eventEnvelope } from '@keep/contracts/event-envelope';
import { headers, type Msg, nanos } from '@nats-io/transport-node';
import type { ConsumerGroup } from './event-bus.ts';
import type { JetStreamConnection, Nats } from './jetstream-connection.ts';
import { positionOf, pull } from './jetstream-pull.ts';
import { DEAD_LETTERS, FAILURES, LOG } from './jetstream-streams.ts';

type Refusal = Extract<Settlement, { outcome: 'nak' }>;

export class JetStreamGroups {
  readonly #connection: JetStreamConnection;
  readonly #logId: () => Promise<string>;
  readonly #pauses: readonly number[];
  readonly #joined = new Set<string>();

  /** `logId` makes the log where it is missing; `pauses` are as `REDELIVERY_PAUSES`. */
  constructor(
    connection: JetStreamConnection,
    logId: () => Promise<string>,
    pauses: readonly number[] = REDELIVERY_PAUSES,
  ) {
    this.#connection = connection;
    this.#logId = logId;
    this.#pauses = pauses;
  }

  async fetch(group: ConsumerGroup, limit: number, signal: AbortSignal): Promise<readonly Delivery[]> {
    const consumer = durableName(group.name);
    const logId = await this.#logId();
    return this.#connection.use(async nats => {
      if (!this.#joined.has(consumer)) await join(nats.manager, group);
      this.#joined.add(consumer);
      const request = { stream: LOG, consumer, limit, waitMillis: HEARTBEAT_MILLIS };
      const messages = await pull(nats.connection, request, signal).catch((error: unknown) => {
        this.#joined.delete(consumer);
        throw error;
      });
      const deliveries = await Promise.all(messages.map(message => readDelivery(nats, group.name, logId, message)));
      return deliveries.filter(delivery => delivery !== undefined);
    });
  }

  async settle(group: string, settlements: readonly Settlement[]): Promise<void> {
    const logId = await this.#logId();
    await this.#connection.use(nats =>
      Promise.all(
        settlements.map(async settlement => {
          const { outcome, lease } = settlement;
          if (outcome === 'ack') await tell(nats, lease, '+ACK');
          else if (outcome === 'extend') nats.connection.publish(lease, '+WPI');
          else if (settlement.unavailable) await comeAgain(nats, lease, OUTAGE_PAUSE);
          else await this.#refuse(nats, group, logId, settlement);
        }),
      ),
    );
  }

  async #refuse(nats: Nats, group: string, logId: string, refusal: Refusal): Promise<void> {
    const failures = await countFailure(nats, `keep-failures.${durableName(group)}.${logId}.${refusal.sequence}`);
    const pause = this.#pauses[failures - 1];
    await (pause === undefined ? bury(nats, group, logId, refusal) : comeAgain(nats, refusal.lease, pause));
  }
}

/** A durable's name has no dots, a group's no underscores. */
function durableName(group: string): string {
  return group.replaceAll('.', '_');
}

async function join({ consumers }: JetStreamManager, { name, subjects }: ConsumerGroup): Promise<void> {
  const durable = durableName(name);
  const wanted: Partial<ConsumerConfig> = {
    ack_wait: nanos(LEASE_MILLIS),
    filter_subjects: [...subjects],
    // JetStream counts deliveries, among them those that an outage wasted; at a limit it would drop the event.
    max_deliver: -1,
    // Events that wait for their next attempt must not hold back the others.
    max_ack_pending: -1,
  };
  try {
    await consumers.info(LOG, durable);
    await consumers.update(LOG, durable, wanted);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound)) throw error;
    await consumers.add(LOG, { ...wanted, durable_name: durable, ack_policy: 'explicit', deliver_policy: 'all' });
  }
}

/** Whoever may write to the stream may have written anything: what is not an event is a dead letter at once. */
async function readDelivery(nats: Nats, group: string, logId: string, message: Msg): Promise<Delivery | undefined> {
  const { sequence } = positionOf(message);
  const lease = message.reply ?? '';
  const parsed = eventEnvelope.safeParse(parseJson(message));
  if (parsed.success) return { sequence, event: parsed.data, lease };
  const refusal: Refusal = { outcome: 'nak', sequence, lease, unavailable: false, reason: 'This is not an event.' };
  await bury(nats, group, logId, refusal);
  return undefined;
}

export function parseJson(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}

/** A delivery's lease is the subject on which JetStream hears of it; answered when it is noted. */
async function tell({ connection }: Nats, lease: string, what: string): Promise<void> {
  await connection.request(lease, what, { timeout: 3_000 });
}

function comeAgain(nats: Nats, lease: string, pause: number): Promise<void> {
  return tell(nats, lease, `-NAK ${JSON.stringify({ delay: nanos(pause) })}`);
}

/** One consumer has the event at a time, so nobody else counts meanwhile. */
async function countFailure({ manager, streams }: Nats, subject: string): Promise<number> {
  const last = await manager.streams.getMessage(FAILURES, { last_by_subj: subject });
  const failures = (last?.json<{ failures: number }>().failures ?? 0) + 1;
  await streams.publish(subject, JSON.stringify({ failures }));
  return failures;
}

/** Puts the event aside with the reason; a crash in between repeats it, and the stream knows it by its id. */
async function bury(nats: Nats, group: string, logId: string, { sequence, lease, reason }: Refusal): Promise<void> {
  const message = await nats.manager.streams.getMessage(LOG, { seq: sequence });
  if (message) {
    const about = headers();
    about.set('Keep-Group', group);
    about.set('Keep-Sequence', String(sequence));
    about.set('Keep-Reason', reason.replaceAll(/\s+/g, ' '));
    await nats.streams.publish(`keep-dead.${durableName(group)}.${message.subject}`, message.data, {
      headers: about,
      msgID: `${group}/${logId}/${sequence}`,
      expect: { streamName: DEAD_LETTERS },
    });
  }
  await tell(nats, lease, '+TERM');
}
