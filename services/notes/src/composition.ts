/** Wires notes: the store in a file or in MongoDB, the use cases around it, its HTTP, what it hears of the others, and its housekeeping. */
import { join } from 'node:path';
import { httpAuthSource } from '@keep/service-kit/auth-source';
import { makeAuthenticate } from '@keep/service-kit/authentication';
import { systemClock } from '@keep/service-kit/clock';
import { connectBus } from '@keep/service-kit/connect-bus';
import { createHttpApp } from '@keep/service-kit/http-app';
import { KeySet } from '@keep/service-kit/key-set';
import { createLogger } from '@keep/service-kit/logger';
import { createMetrics } from '@keep/service-kit/metrics';
import { periodically } from '@keep/service-kit/periodically';
import { type OutboxRelay, startOutboxRelay } from '@keep/service-kit/outbox-relay';
import { Revocations } from '@keep/service-kit/revocations';
import type { Platform, Service } from '@keep/service-kit/service';
import { Tracer } from '@keep/service-kit/tracing';
import { openSqliteStore } from './adapters/sqlite-store.ts';
import type { NotesConfig } from './config.ts';
import type { Quota } from './domain/usage.ts';
import { subscribe } from './events/subscriptions.ts';
import { addRoutes } from './http/routes.ts';
import { makeUseCases } from './use-cases/use-cases.ts';

const NAME = 'notes';
const HOUR = 3_600_000;
/** Milliseconds between two looks for deleted labels that notes still carry. */
const LABELS_CHECK = 2_000;

/** `platform` is what the process gives directly; what is absent is reached over HTTP as `config` says. */
export async function composeNotes(config: NotesConfig, platform: Platform = {}): Promise<Service> {
  const clock = platform.clock ?? systemClock;
  const logger = createLogger(NAME, config.LOG_LEVEL);
  const metrics = createMetrics(NAME, platform.bus === undefined);
  const tracer = new Tracer(NAME, config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const bus = platform.bus ?? (await connectBus(NAME, config, logger, tracer));
  const authSource = platform.auth ?? httpAuthSource(NAME, config);
  const keySet = new KeySet(authSource, join(config.DATA_DIR, 'keys.json'), logger);
  const revocations = new Revocations(authSource, clock, logger);

  let relay: OutboxRelay | undefined;
  let stopWork = (): Promise<unknown> => Promise.resolve();
  const quota = { notes: config.NOTES_PER_PERSON, bytes: config.BYTES_PER_PERSON };
  const store = await openStore(config, () => relay?.wake(), quota);
  const useCases = makeUseCases(store, clock, { trashDays: config.TRASH_DAYS });

  const authenticate = makeAuthenticate({ keySet, revocations, issuer: config.TOKEN_ISSUER, clock });
  const http = createHttpApp({ logger, metrics, tracer, authenticate });
  addRoutes(http, { useCases, store, quota, clock, logger });
  http.finish();

  return {
    name: NAME,
    app: http.app,
    contracts: http.contracts,
    metrics,
    readiness: () => ({
      waitsFor: [...(keySet.isReady ? [] : ['keys']), ...store.waitsFor()],
      warnings: bus.warnings(),
    }),
    async start() {
      await keySet.start(bus);
      revocations.start(bus);
      relay = startOutboxRelay({ store: store.outbox, bus, logger, metrics });
      const subscriptions = subscribe(bus, useCases);
      const housekeeping = [
        periodically('empty the trash', config.TRASH_CHECK_SECONDS * 1_000, logger, async () => {
          const count = await useCases.emptyTrash();
          if (count > 0) logger.info({ count }, 'emptied the trash');
        }),
        periodically('take deleted labels off', LABELS_CHECK, logger, useCases.takeLabelsOff),
        periodically('forget old requests', HOUR, logger, useCases.forgetRequests),
        periodically('forget gone notes', HOUR, logger, useCases.forgetGoneNotes),
      ];
      stopWork = () =>
        Promise.all([...subscriptions.map(each => each.close()), ...housekeeping.map(each => each.stop())]);
    },
    async stop() {
      await stopWork();
      await relay?.stop();
      await Promise.all([keySet.stop(), revocations.stop()]);
      await bus.close();
      await tracer.flush();
      await store.close();
    },
  };
}

async function openStore(config: NotesConfig, onEvents: () => void, quota: Quota) {
  const { DATABASE_URL, MONGO_URL, DATABASE_CONNECTIONS: connections, DATA_DIR: folder } = config;
  const url = DATABASE_URL ?? MONGO_URL;
  if (url === undefined) return openSqliteStore(join(folder, 'notes.sqlite'), onEvents, quota);
  // Loaded where it is used: the driver takes time and memory.
  const { openMongoStore } = await import('./adapters/mongo-store.ts');
  return openMongoStore({ url, connections, folder }, onEvents, quota);
}
