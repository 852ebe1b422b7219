/** The event bus over Keep's own log, wherever that runs. */
import { BATCH_EVENTS, BATCH_LIMIT } from '@keep/contracts/broker-internal-http';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { listenToLog } from './broadcast-listener.ts';
import type {
  BroadcastHandler,
  ConsumerGroup,
  EventBus,
  EventHandler,
  ListenOptions,
  Subscription,
} from './event-bus.ts';
import type { EventLogClient, LogBusDependencies } from './event-log-client.ts';
import { consumeFromLog } from './group-consumer.ts';

export class LogEventBus implements EventBus {
  readonly #deps: LogBusDependencies;
  readonly #log: EventLogClient;
  readonly #subscriptions = new Set<Subscription>();

  constructor(deps: LogBusDependencies) {
    this.#deps = deps;
    this.#log = deps.log;
  }

  async publish(events: readonly EventEnvelope[]): Promise<{ logId: string }> {
    let logId: string | undefined;
    for (const batch of inBatches(events)) ({ logId } = await this.#log.append(batch));
    return { logId: logId ?? (await this.#log.logId()) };
  }

  logId(): Promise<string> {
    return this.#log.logId();
  }

  consume(group: ConsumerGroup, handler: EventHandler): Subscription {
    return this.#keep(consumeFromLog(this.#deps, group, handler));
  }

  listen(subjects: readonly string[], handler: BroadcastHandler, options: ListenOptions): Subscription {
    return this.#keep(listenToLog(this.#deps, subjects, handler, options));
  }

  purge(subject: string): Promise<void> {
    return this.#log.purge(subject);
  }

  silentSeconds(): number {
    return this.#log.silentSeconds();
  }

  warnings(): Readonly<Record<string, string>> {
    return this.#log.warnings?.() ?? {};
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subscriptions].map(subscription => subscription.close()));
    await this.#log.close();
  }

  #keep(inner: Subscription): Subscription {
    const subscription: Subscription = {
      close: async () => {
        this.#subscriptions.delete(subscription);
        await inner.close();
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }
}

/** `{"events":[...]}` and the commas. */
const FRAME = 1_024;

/** Splits events, in order, so that each batch fits into one request. */
export function* inBatches(events: readonly EventEnvelope[]): Generator<EventEnvelope[]> {
  let batch: EventEnvelope[] = [];
  let size = FRAME;
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (batch.length > 0 && (size + bytes > BATCH_LIMIT || batch.length >= BATCH_EVENTS)) {
      yield batch;
      batch = [];
      size = FRAME;
    }
    batch.push(event);
    size += bytes;
  }
  if (batch.length > 0) yield batch;
}
