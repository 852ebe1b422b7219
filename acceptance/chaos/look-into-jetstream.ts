/** What lies in JetStream, as an operator looks into it. */
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

type LoggedEvent = { type: string; data: Record<string, unknown> };

/** The events under a subject filter, in the order of the log. */
export async function eventsUnder(url: string, subject: string): Promise<LoggedEvent[]> {
  return withManager(url, async manager => {
    const reader = await manager.jetstream().consumers.get('KEEP', { filter_subjects: subject });
    const { num_pending: count } = await reader.info();
    if (count === 0) return [];
    const events: LoggedEvent[] = [];
    for await (const message of await reader.fetch({ max_messages: count, expires: 2_000 }))
      events.push(message.json<LoggedEvent>());
    return events;
  });
}

async function withManager<T>(url: string, look: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: new URL(url).host, timeout: 2_000 });
  try {
    return await look(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}
