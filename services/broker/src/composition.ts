/** Wires the broker: the log in its file, the use cases around it, its HTTP, and its own housekeeping. */
import { join } from 'node:path';
import { unavailable } from '@keep/service-kit/app-error';
import { readCallers } from '@keep/service-kit/callers';
import { systemClock } from '@keep/service-kit/clock';
import type { EventLogClient } from '@keep/service-kit/event-log-client';
import { createHttpApp } from '@keep/service-kit/http-app';
import { createLogger } from '@keep/service-kit/logger';
import { createMetrics } from '@keep/service-kit/metrics';
import { type Periodic, periodically } from '@keep/service-kit/periodically';
import type { Service } from '@keep/service-kit/service';
import { Tracer } from '@keep/service-kit/tracing';
import { SqliteEventStore } from './adapters/sqlite-event-store.ts';
import type { BrokerDependencies } from './broker-dependencies.ts';
import { createBrokerMetrics } from './broker-metrics.ts';
import type { BrokerConfig } from './config.ts';
import { News } from './domain/news.ts';
import { addLogRoutes, addOperatorRoutes } from './http/routes.ts';
import { makeFetchDeliveries } from './use-cases/fetch-deliveries.ts';
import { makePublishEvents } from './use-cases/publish-events.ts';
import { makeReadEvents } from './use-cases/read-events.ts';
import { makeSettleDeliveries } from './use-cases/settle-deliveries.ts';

const HOUR = 3_600_000;
const RETENTION = 7 * 24 * HOUR;

/** `log` is for services of the same process. */
export type Broker = Service & { log: EventLogClient };

export function composeBroker(config: BrokerConfig, { processMetrics = true } = {}): Broker {
  const clock = systemClock;
  const logger = createLogger('broker', config.LOG_LEVEL);
  const metrics = createMetrics('broker', processMetrics);
  const tracer = new Tracer('broker', config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const store = new SqliteEventStore(join(config.DATA_DIR, 'broker.sqlite'));
  const news = new News();
  const deps: BrokerDependencies = { store, news, clock, logger, tracer, metrics: createBrokerMetrics(metrics, store) };
  const log: EventLogClient = {
    append: makePublishEvents(deps),
    fetch: makeFetchDeliveries(deps),
    settle: makeSettleDeliveries(deps),
    read: makeReadEvents(deps),
    purge: async subject => void (await store.purge(subject)),
    logId: async () => store.logId,
    silentSeconds: () => (store.takesEvents() ? 0 : Infinity),
    close: () => Promise.resolve(),
  };

  const http = createHttpApp({
    // Consumers ask every two seconds: neither log lines nor spans of that would tell anybody anything.
    logger: logger.level === 'info' ? logger.child({}, { level: 'warn' }) : logger,
    tracer: new Tracer('broker'),
    metrics,
    authenticate: () => Promise.reject(unavailable('People do not come here.')),
    callers: readCallers(config.CALLERS_FILE),
  });
  addLogRoutes(http, log, store);
  addOperatorRoutes(http, store, () => news.tell(), clock);
  http.finish();

  let housekeeping: Periodic | undefined;
  return {
    name: 'broker',
    app: http.app,
    contracts: http.contracts,
    metrics,
    log,
    readiness: () => ({ waitsFor: housekeeping ? [] : ['start'] }),
    async start() {
      housekeeping = periodically('prune the log', HOUR, logger, async () => {
        const pruned = await store.prune(new Date(clock().getTime() - RETENTION));
        if (pruned > 0) logger.info({ count: pruned }, 'pruned old events');
        await store.compact();
      });
    },
    release: () => news.end(),
    async stop() {
      news.end();
      await housekeeping?.stop();
      await tracer.flush();
      store.close();
    },
  };
}
