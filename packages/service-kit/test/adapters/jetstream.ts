/** JetStream for tests: buses over one server, whose log each test gets empty. */
import { createJetStreamBus } from '@keep/service-kit/jetstream-event-bus';
import { createLogger } from '@keep/service-kit/logger';
import { readNatsAddress } from '@keep/service-kit/nats-address';
import { Tracer } from '@keep/service-kit/tracing';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

export const logger = createLogger('test', 'silent');
export const tracer = new Tracer('test');

export function connectTo(url: string) {
  return createJetStreamBus({ url, name: 'test', isSyncAlways: true, logger, tracer });
}

export async function manage<T>(url: string, what: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect(readNatsAddress(url));
  try {
    return await what(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}

/** As when its directory was lost. */
export function deleteStreams(url: string): Promise<void> {
  return manage(url, async manager => {
    for await (const name of manager.streams.names('>')) await manager.streams.delete(name);
  });
}
