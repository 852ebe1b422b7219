/** The event bus over NATS JetStream, for production: replicated, and shared by many machines. */
import type { EventBus } from './event-bus.ts';
import { JetStreamLogClient, type JetStreamOptions } from './jetstream-log-client.ts';
import { LogEventBus } from './log-event-bus.ts';
import type { Tracer } from './tracing.ts';

/** Answers at once: it connects in the background, and for ever. Throws `StartError` for an address that cannot be read. */
export function createJetStreamBus(options: JetStreamOptions & { tracer: Tracer }): EventBus {
  const { logger, tracer } = options;
  return new LogEventBus({ log: new JetStreamLogClient(options), logger, tracer });
}
