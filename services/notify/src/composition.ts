/** Wires notify: what it hears of the others, the people who read, and its HTTP. It keeps nothing: the log is its memory. */
import { join } from 'node:path';
import { httpAuthSource } from '@keep/service-kit/auth-source';
import { makeAuthenticate } from '@keep/service-kit/authentication';
import { systemClock } from '@keep/service-kit/clock';
import { connectBus } from '@keep/service-kit/connect-bus';
import { createHttpApp } from '@keep/service-kit/http-app';
import { KeySet } from '@keep/service-kit/key-set';
import { createLogger } from '@keep/service-kit/logger';
import { createMetrics } from '@keep/service-kit/metrics';
import { Revocations } from '@keep/service-kit/revocations';
import type { Platform, Service } from '@keep/service-kit/service';
import { Tracer } from '@keep/service-kit/tracing';
import type { NotifyConfig } from './config.ts';
import { KnownLog } from './domain/known-log.ts';
import { subscribe } from './events/subscriptions.ts';
import { addRoutes } from './http/routes.ts';
import { countEndedStreams, registerGauges } from './notify-metrics.ts';
import { Audience } from './use-cases/audience.ts';
import { makeOpenStream } from './use-cases/open-stream.ts';
import { makeFollowLog, makeTellNews } from './use-cases/tell-news.ts';

const NAME = 'notify';
/** Seconds of the log that each process knows by heart. */
const MEMORY_SECONDS = 600;

/** `platform` is what the process gives directly; what is absent is reached over HTTP as `config` says. */
export async function composeNotify(config: NotifyConfig, platform: Platform = {}): Promise<Service> {
  const clock = platform.clock ?? systemClock;
  const logger = createLogger(NAME, config.LOG_LEVEL);
  const metrics = createMetrics(NAME, platform.bus === undefined);
  const tracer = new Tracer(NAME, config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const bus = platform.bus ?? (await connectBus(NAME, config, logger, tracer));
  const authSource = platform.auth ?? httpAuthSource(NAME, config);
  const keySet = new KeySet(authSource, join(config.DATA_DIR, 'keys.json'), logger);
  const revocations = new Revocations(authSource, clock, logger);

  const log = new KnownLog({
    maxAge: MEMORY_SECONDS * 1_000,
    maxPerPerson: config.HINTS_PER_PERSON,
    maxInAll: config.MAX_HINTS,
  });
  const audience = new Audience(
    { perPerson: config.STREAMS_PER_PERSON, inAll: config.MAX_STREAMS },
    countEndedStreams(metrics),
  );
  registerGauges(metrics, audience, log);
  let stopWork = (): Promise<unknown> => Promise.resolve();

  const authenticate = makeAuthenticate({ keySet, revocations, issuer: config.TOKEN_ISSUER, clock });
  const http = createHttpApp({ logger, metrics, tracer, authenticate });
  addRoutes(http, makeOpenStream({ log, audience, revocations, clock, heartbeatSeconds: config.HEARTBEAT_SECONDS }));
  http.finish();

  return {
    name: NAME,
    app: http.app,
    contracts: http.contracts,
    metrics,
    readiness: () => ({ waitsFor: keySet.isReady ? [] : ['keys'], warnings: bus.warnings() }),
    async start() {
      await keySet.start(bus);
      revocations.start(bus);
      revocations.onRevoked(sessionIds => audience.endSessions(sessionIds));
      const hearing = {
        tellNews: makeTellNews({ log, audience, clock }),
        followLog: makeFollowLog({ log, audience, clock }),
        replaySeconds: MEMORY_SECONDS,
      };
      const subscription = subscribe(bus, hearing);
      const heartbeats = setInterval(() => audience.heartbeat(), config.HEARTBEAT_SECONDS * 1_000);
      stopWork = () => {
        clearInterval(heartbeats);
        return subscription.close();
      };
    },
    release: () => audience.close(),
    async stop() {
      audience.close();
      await stopWork();
      await Promise.all([keySet.stop(), revocations.stop()]);
      await bus.close();
      await tracer.flush();
    },
  };
}
