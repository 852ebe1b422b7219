/** The event bus of one process that runs the broker and its users together. */
import type { EventBus } from '@keep/service-kit/event-bus';
import { LogEventBus } from '@keep/service-kit/log-event-bus';
import type { Logger } from '@keep/service-kit/logger';
import type { Tracer } from '@keep/service-kit/tracing';
import type { Broker } from './composition.ts';

/** Each service takes a bus of its own, which it closes; the log stays open until the broker itself is stopped. */
export function createInProcessBus({ log }: Broker, logger: Logger, tracer: Tracer): EventBus {
  return new LogEventBus({ log, logger, tracer });
}
