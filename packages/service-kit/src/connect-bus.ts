/** Chooses the event bus of a process: NATS JetStream where its address is set, Keep's own broker otherwise. */
import { StartError } from './app-error.ts';
import { createBrokerBus } from './broker-event-bus.ts';
import type { EventBus } from './event-bus.ts';
import type { Logger } from './logger.ts';
import type { CommonConfig } from './read-config.ts';
import type { Tracer } from './tracing.ts';

/** `name` is the service's. Connects in the background; throws `StartError` for settings that cannot work. */
export async function connectBus(
  name: string,
  config: CommonConfig,
  logger: Logger,
  tracer: Tracer,
): Promise<EventBus> {
  const { NATS_URL: natsUrl, BROKER_URL: brokerUrl, SERVICE_SECRET: secret } = config;
  if (natsUrl !== undefined) {
    // Loaded where it is used: the client takes time and memory.
    const { createJetStreamBus } = await import('./jetstream-event-bus.ts');
    const { NATS_REPLICAS: replicas, NATS_SYNC: sync } = config;
    return createJetStreamBus({ url: natsUrl, name, replicas, isSyncAlways: sync === 'always', logger, tracer });
  }
  if (!brokerUrl || !secret)
    throw new StartError('Set BROKER_URL and SERVICE_SECRET, or NATS_URL, or start Keep through its launcher.');
  return createBrokerBus({ brokerUrl, name, secret, logger, tracer });
}
