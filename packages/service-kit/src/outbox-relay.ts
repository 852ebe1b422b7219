/** Carries events from a service's outbox to the bus: at least once, in order, and again when the log was lost. */
import { setTimeout as delay } from 'node:timers/promises';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { AppError } from './app-error.ts';
import type { EventBus } from './event-bus.ts';
import type { Logger } from './logger.ts';
import { Counter, type Metrics } from './metrics.ts';
import type { OutboxStore } from './outbox.ts';
import { periodically } from './periodically.ts';
import { isOfTheStart } from './start-grace.ts';

export type OutboxRelay = {
  /** There is something to send: do it now. */
  wake(): void;
  stop(): Promise<void>;
};

export type OutboxRelayOptions = { store: OutboxStore; bus: EventBus; logger: Logger; metrics?: Metrics };

const BATCH = 100;
/** Milliseconds. Other replicas of the service write to the same outbox without waking this relay. */
const POLL_EVERY = 1_000;
/** Where many come at once, more are about to: they gather for these milliseconds, and cost the log one commit. */
const GATHER = 30;
const MANY = 5;
const CHECK_LOG_EVERY = 2_000;
const PRUNE_EVERY = 3_600_000;
const MAX_PAUSE = 2_000;
const DAY = 86_400_000;
/** As long as the log itself keeps events. */
const KEEP_SENT = 7 * DAY;
/** Longer than any event can come again. */
const KEEP_HANDLED = 14 * DAY;

/**
 * Starts to relay. It picks unsent rows, never "everything after the last one": transactions do not commit in the order
 * of their ids. Relays of several replicas may send the same event; the log keeps it once.
 */
export function startOutboxRelay({ store, bus, logger, metrics }: OutboxRelayOptions): OutboxRelay {
  const relayed = metrics && relayedCounter(metrics);
  let logCheckedAt = 0;
  let failures = 0;
  let isReported = false;
  let pausedUntil = 0;

  /** Refills a log that is not the one that held what was sent. Safe to repeat after a crash in the middle. */
  async function meetLog(logId: string): Promise<void> {
    const known = await store.logId();
    logCheckedAt = Date.now();
    if (known === logId) return;
    if (known !== undefined) {
      const count = await store.resendSince(new Date(Date.now() - KEEP_SENT));
      logger.warn({ count }, 'the event log is a new one; everything it should hold is sent again');
    }
    await store.setLogId(logId);
  }

  async function send(events: readonly EventEnvelope[]): Promise<void> {
    const { logId } = await bus.publish(events);
    await meetLog(logId);
    await store.markSent(
      events.map(({ id }) => id),
      logId,
    );
    relayed?.inc(events.length);
  }

  /** One event that the log refuses must not hold back the others. */
  async function sendOneByOne(events: readonly EventEnvelope[]): Promise<number> {
    let sent = 0;
    for (const event of events) {
      try {
        await send([event]);
        sent += 1;
      } catch (error) {
        if (isUnavailable(error)) throw error;
        logger.error({ err: error, eventId: event.id, type: event.type }, 'the event log refuses an event');
      }
    }
    return sent;
  }

  async function drain(): Promise<void> {
    for (;;) {
      const events = await store.unsent(BATCH);
      if (events.length === 0) break;
      const sent = await send(events).then(
        () => events.length,
        (error: unknown) => (isUnavailable(error) ? Promise.reject(error as Error) : sendOneByOne(events)),
      );
      if (sent === 0) throw new Error('The event log refuses what the outbox holds.');
      if (events.length >= MANY && events.length < BATCH) await delay(GATHER);
    }
    if (Date.now() - logCheckedAt > CHECK_LOG_EVERY) await meetLog(await bus.logId());
  }

  /** Grows with each failure, with jitter, so that a bus that comes back is not met by everybody at once. */
  function pause(error: unknown): void {
    failures += 1;
    pausedUntil = Date.now() + Math.min(MAX_PAUSE, 100 * 2 ** failures) * (0.5 + Math.random() / 2);
    if (isReported || isOfTheStart(error)) return;
    isReported = true;
    logger.warn({ err: error }, 'events cannot be relayed; they wait in the outbox');
  }

  const relay = periodically('relay events', POLL_EVERY, logger, async () => {
    if (Date.now() < pausedUntil) return;
    try {
      await drain();
      if (isReported) logger.info('events are relayed again');
      isReported = false;
      failures = 0;
    } catch (error) {
      pause(error);
    }
  });
  const pruning = periodically('prune the outbox', PRUNE_EVERY, logger, () =>
    store.prune(new Date(Date.now() - KEEP_SENT), new Date(Date.now() - KEEP_HANDLED)),
  );

  return {
    wake: () => relay.wake(),
    async stop() {
      await Promise.all([relay.stop(), pruning.stop()]);
    },
  };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'unavailable';
}

function relayedCounter({ registry }: Metrics): Counter {
  return new Counter({
    name: 'outbox_relayed_total',
    help: 'Events that the log has acknowledged',
    registers: [registry],
  });
}
