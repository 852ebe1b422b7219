/** The event bus over the broker service: the default when Keep runs as several processes. */
import type { EventBus } from './event-bus.ts';
import { HttpEventLogClient, type HttpEventLogOptions } from './http-event-log-client.ts';
import { LogEventBus } from './log-event-bus.ts';
import type { Logger } from './logger.ts';
import type { Tracer } from './tracing.ts';

export function createBrokerBus(options: HttpEventLogOptions & { logger: Logger; tracer: Tracer }): EventBus {
  const { logger, tracer } = options;
  return new LogEventBus({ log: new HttpEventLogClient(options), logger, tracer });
}
