/** Wires auth: the store in a file or in PostgreSQL, the use cases around it, its HTTP, and what it does by itself. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { AuthSource } from '@keep/service-kit/auth-source';
import { makeAuthenticate } from '@keep/service-kit/authentication';
import { readCallers } from '@keep/service-kit/callers';
import { systemClock } from '@keep/service-kit/clock';
import { connectBus } from '@keep/service-kit/connect-bus';
import type { Subscription } from '@keep/service-kit/event-bus';
import { createHttpApp } from '@keep/service-kit/http-app';
import { KeySet } from '@keep/service-kit/key-set';
import { createLogger, type Logger } from '@keep/service-kit/logger';
import { createMetrics } from '@keep/service-kit/metrics';
import { type OutboxRelay, startOutboxRelay } from '@keep/service-kit/outbox-relay';
import { ensureDatabase } from '@keep/service-kit/postgres-start';
import { tellLauncher } from '@keep/service-kit/run-service';
import type { Platform, Service } from '@keep/service-kit/service';
import { Tracer } from '@keep/service-kit/tracing';
import { Argon2Hasher } from './adapters/argon2-hasher.ts';
import { FileMailer } from './adapters/file-mailer.ts';
import { JoseAccessTokenIssuer } from './adapters/jose-access-token-issuer.ts';
import { lastUseOfTokens } from './adapters/migrations/0006-last-use-of-tokens.ts';
import { openPostgresRepositories } from './adapters/postgres-repositories.ts';
import { SmtpMailer } from './adapters/smtp-mailer.ts';
import { openSqliteRepositories } from './adapters/sqlite-repositories.ts';
import { passwordCounter } from './auth-metrics.ts';
import { type AuthConfig, readSettings } from './config.ts';
import { makeOnUserErased } from './events/on-user-erased.ts';
import { subscribe } from './events/subscriptions.ts';
import { makeRefuseCrossSite } from './http/cross-site.ts';
import { makeDeviceCookie } from './http/device-cookie.ts';
import { makeRefreshCookie } from './http/refresh-cookie.ts';
import { addRoutes } from './http/routes.ts';
import type { Mailer } from './ports.ts';
import { makeAnnounceAddresses } from './use-cases/announce-addresses.ts';
import { makeContinueDeletions } from './use-cases/continue-deletions.ts';
import { makeDeliverMail } from './use-cases/deliver-mail.ts';
import { honourRevocations } from './use-cases/honour-revocations.ts';
import { makeOwnAuthSource } from './use-cases/own-auth-source.ts';
import { type Background, startBackground } from './use-cases/start-background.ts';
import { makeUseCases } from './use-cases/use-cases.ts';

const NAME = 'auth';

/** Milliseconds since the store knows this version: what an older one set as `keep_refresh` on https lives no longer. */
const PLAIN_NAME_READ_FOR = 60 * 86_400_000;

/** auth, and what others fetch from it, for services in the same process. */
export type AuthService = Service & { source: AuthSource };

/** `platform` is what the process gives directly; what is absent is reached over HTTP as `config` says. */
export async function composeAuth(config: AuthConfig, platform: Platform = {}): Promise<AuthService> {
  const clock = platform.clock ?? systemClock;
  const logger = createLogger(NAME, config.LOG_LEVEL);
  const metrics = createMetrics(NAME, platform.bus === undefined);
  const tracer = new Tracer(NAME, config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const bus = platform.bus ?? (await connectBus(NAME, config, logger, tracer));
  const settings = readSettings(config);

  const { store, outbox, mailQueue, revocations, expiry, ...repositories } = await openRepositories(config);
  const accessTokens = new JoseAccessTokenIssuer(repositories.keys, config.TOKEN_ISSUER, clock);
  await repositories.keys.addFirst(await accessTokens.newKey(), await accessTokens.newKey());
  const secret = await repositories.keys.serverSecret(randomBytes(32));

  const source = makeOwnAuthSource({ keys: repositories.keys, revocations, clock });
  const keySet = new KeySet(source, join(config.DATA_DIR, 'keys.json'), logger);
  const verify = makeAuthenticate({ keySet, revocations: noneKnown, issuer: config.TOKEN_ISSUER, clock });
  const authenticate = honourRevocations(verify, revocations);
  const hashed = passwordCounter(metrics);
  const limits = { atOnce: config.HASHES_AT_ONCE, waiting: config.HASHES_WAITING };
  const hasher = new Argon2Hasher(limits, () => hashed.inc());
  const refreshKeys = () => keySet.refresh();
  const deps = {
    ...repositories,
    revocations,
    hasher,
    accessTokens,
    authenticate,
    refreshKeys,
    clock,
    logger,
    secret,
    settings,
  };
  const useCases = makeUseCases(deps);

  const callers = readCallers(config.CALLERS_FILE);
  const http = createHttpApp({ logger, metrics, tracer, authenticate, authenticateEnded: verify, callers });
  const plainNameUntil = new Date((await store.migratedAt(lastUseOfTokens.name)).getTime() + PLAIN_NAME_READ_FOR);
  const isSecure = config.KEEP_PUBLIC_URL?.startsWith('https:') ?? false;
  const cookie = makeRefreshCookie({ isSecure, maxAge: settings.idle, plainNameUntil, clock });
  const refuseCrossSite = makeRefuseCrossSite(config.KEEP_PUBLIC_URL);
  const deviceCookie = makeDeviceCookie(isSecure);
  addRoutes(http, { useCases, repositories, source, cookie, deviceCookie, refuseCrossSite, clock });

  let relay: OutboxRelay | undefined;
  let background: Background | undefined;
  let subscriptions: Subscription[] = [];
  store.wake({ events: () => relay?.wake(), mail: () => background?.wakeMail() });

  return {
    name: NAME,
    app: http.app,
    contracts: http.contracts,
    metrics,
    source,
    readiness: () => ({
      waitsFor: [...(keySet.isReady ? [] : ['keys']), ...store.waitsFor()],
      warnings: bus.warnings(),
    }),
    async start() {
      const mailer = chooseMailer(config, logger);
      await keySet.start(bus);
      relay = startOutboxRelay({ store: outbox, bus, logger, metrics });
      background = startBackground({
        deliverMail: makeDeliverMail({ queue: mailQueue, mailer, clock }),
        continueDeletions: makeContinueDeletions({ ...repositories, bus, mailer, clock, logger, ...settings }),
        announceAddresses: makeAnnounceAddresses({ ...repositories, clock }),
        expiry,
        clock,
        logger,
        cleanUpEvery: config.CLEAN_UP_EVERY * 1_000,
      });
      const onRecorded = () => background?.wakeDeletions();
      subscriptions = subscribe(bus, settings.participants, makeOnUserErased({ ...repositories, clock, onRecorded }));
    },
    async stop() {
      await Promise.all(subscriptions.map(subscription => subscription.close()));
      await Promise.all([relay?.stop(), background?.stop(), keySet.stop()]);
      await bus.close();
      await tracer.flush();
      await store.close();
    },
  };
}

/** auth needs no broadcast to know what it ended itself: see `honourRevocations`. */
const noneKnown = { isRevoked: () => false };

async function openRepositories(config: AuthConfig) {
  const { DATABASE_URL: url, POSTGRES_URL: server, DATABASE_CONNECTIONS: connections, DATA_DIR: folder } = config;
  if (url) return openPostgresRepositories(url, connections);
  if (server) return openPostgresRepositories(await ensureDatabase(server, 'keep_auth'), connections);
  return openSqliteRepositories(join(folder, 'auth.sqlite'));
}

function chooseMailer(config: AuthConfig, logger: Logger): Mailer {
  const from = config.KEEP_MAIL_FROM;
  if (config.KEEP_SMTP_URL) return new SmtpMailer(config.KEEP_SMTP_URL, from);
  const directory = config.MAIL_DIR ?? join(config.DATA_DIR, '..', 'mail');
  return new FileMailer({
    directory,
    from,
    onWritten: file => {
      logger.info({ mailFile: file }, 'mail written');
      tellLauncher({ type: 'mail', file });
    },
  });
}
