/** One process's part in a durable group: takes events, handles a few at a time, and says what became of each. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Delivery, LEASE_MILLIS, type Settlement } from '@keep/contracts/broker-internal-http';
import { AppError } from './app-error.ts';
import type { ConsumerGroup, EventHandler, Subscription } from './event-bus.ts';
import type { LogBusDependencies } from './event-log-client.ts';
import { pause, repeatUntilStopped } from './repeat-until-stopped.ts';

/** Events that one process handles at the same time for one group. */
const CONCURRENCY = 16;
const LONGEST_PAUSE = 5_000;
const REASON_LENGTH = 1_000;
const SETTLE_BATCH = 200;

/** Consumes until closed; closing waits for the handlers that run and tells the log of them. */
export function consumeFromLog(
  { log, logger, tracer }: LogBusDependencies,
  group: ConsumerGroup,
  handler: EventHandler,
): Subscription {
  const running = new Map<Delivery, Promise<void>>();
  const settlements = settlementQueue(async batch => {
    // What is lost here comes again when its lease runs out.
    await log
      .settle(group.name, batch)
      .catch((error: unknown) =>
        logger.warn({ err: error, group: group.name }, 'the event log was not told; events will come again'),
      );
  });
  let isOut = false;
  let outages = 0;

  async function handle(delivery: Delivery): Promise<void> {
    const { event, sequence, lease } = delivery;
    try {
      const attributes = { 'keep.event_id': event.id, 'keep.group': group.name };
      await tracer.inSpan(`handle ${event.type}`, 'consumer', attributes, () => handler(event), event.traceparent);
      outages = 0;
      settlements.add({ outcome: 'ack', sequence, lease });
    } catch (error) {
      const unavailable = error instanceof AppError && error.kind === 'unavailable';
      isOut ||= unavailable;
      logger.warn(
        { err: error, group: group.name, eventId: event.id, type: event.type },
        'an event could not be handled; it will come again',
      );
      settlements.add({ outcome: 'nak', sequence, lease, unavailable, reason: reasonOf(error) });
    }
  }

  const extending = setInterval(() => {
    for (const { sequence, lease } of running.keys()) settlements.add({ outcome: 'extend', sequence, lease });
  }, LEASE_MILLIS / 3).unref();

  const loop = repeatUntilStopped(`consume as ${group.name}`, logger, async signal => {
    if (isOut) {
      // The store that the handlers need is down: taking more would only fail more.
      isOut = false;
      outages += 1;
      await pause(Math.min(LONGEST_PAUSE, 200 * 2 ** outages), signal);
    }
    if (running.size >= CONCURRENCY) {
      await Promise.race(running.values());
      // Handlers whose writes shared one commit end together: fetch for all of them at once.
      await nextTurn();
    }
    if (signal.aborted) return;
    for (const delivery of await log.fetch(group, CONCURRENCY - running.size, signal)) {
      running.set(
        delivery,
        handle(delivery).finally(() => running.delete(delivery)),
      );
    }
  });

  return {
    async close() {
      await loop.close();
      await Promise.all(running.values());
      clearInterval(extending);
      await settlements.settled();
    },
  };
}

/** Names the error, in text that any store keeps. */
function reasonOf(error: unknown): string {
  return String(error).replaceAll('\u0000', '').slice(0, REASON_LENGTH).toWellFormed();
}

/** Sends settlements in batches, one batch at a time: what is added meanwhile goes with the next. */
function settlementQueue(send: (batch: Settlement[]) => Promise<void>): {
  add(one: Settlement): void;
  settled(): Promise<void>;
} {
  const waiting: Settlement[] = [];
  let sending: Promise<void> | undefined;

  async function sendAll(): Promise<void> {
    while (waiting.length > 0) await send(waiting.splice(0, SETTLE_BATCH));
    sending = undefined;
  }

  return {
    add(one) {
      waiting.push(one);
      sending ??= sendAll();
    },
    async settled() {
      await sending;
    },
  };
}
