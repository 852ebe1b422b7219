/** The log for services of the same process: the use cases without HTTP between, and without permissions to ask for. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import type { EventLogClient } from '@keep/service-kit/event-log-client';
import type { StoredEvent } from '../ports.ts';
import type { FetchDeliveries } from '../use-cases/fetch-deliveries.ts';
import type { PublishEvents } from '../use-cases/publish-events.ts';
import type { ReadEvents } from '../use-cases/read-events.ts';
import type { SettleDeliveries } from '../use-cases/settle-deliveries.ts';

type Dependencies = {
  publishEvents: PublishEvents;
  fetchDeliveries: FetchDeliveries;
  settleDeliveries: SettleDeliveries;
  readEvents: ReadEvents;
  purgeEvents: (subject: string) => Promise<number>;
};

export function directEventLog(logId: string, useCases: Dependencies): EventLogClient {
  return {
    append: useCases.publishEvents,
    logId: () => Promise.resolve(logId),
    async fetch(group, limit, signal) {
      const leased = await useCases.fetchDeliveries(group, limit, signal);
      return leased.map(({ lease, ...stored }) => ({ ...parse(stored), lease }));
    },
    settle: useCases.settleDeliveries,
    async read(subjects, from, signal) {
      const page = await useCases.readEvents(subjects, from, signal);
      return { ...page, events: page.events.map(parse) };
    },
    async purge(subject) {
      await useCases.purgeEvents(subject);
    },
    silentSeconds: () => 0,
    close: () => Promise.resolve(),
  };
}

/** It was parsed when it was published. */
function parse({ sequence, text }: StoredEvent): { sequence: number; event: EventEnvelope } {
  return { sequence, event: JSON.parse(text) as EventEnvelope };
}
