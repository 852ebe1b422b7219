/** Chooses the gateway's adapters and puts its parts together. */
import { join } from 'node:path';
import type { RequestListener } from 'node:http';
import { allowedHosts } from '@keep/service-kit/allowed-hosts';
import { StartError } from '@keep/service-kit/app-error';
import { httpAuthSource } from '@keep/service-kit/auth-source';
import { makeAuthenticate } from '@keep/service-kit/authentication';
import { callerHeader } from '@keep/service-kit/callers';
import { systemClock } from '@keep/service-kit/clock';
import { connectBus } from '@keep/service-kit/connect-bus';
import { KeySet } from '@keep/service-kit/key-set';
import { createLogger, type Logger } from '@keep/service-kit/logger';
import { createMetrics } from '@keep/service-kit/metrics';
import { Revocations } from '@keep/service-kit/revocations';
import type { Platform, Service } from '@keep/service-kit/service';
import { Tracer } from '@keep/service-kit/tracing';
import { routes as documentRoutes } from '@keep/contracts/documents-http';
import { EventLoopLag } from './adapters/event-loop-lag.ts';
import { GzipAnswers } from './adapters/gzip-answers.ts';
import { httpTokenExchange } from './adapters/http-token-exchange.ts';
import { InProcessReplica } from './adapters/in-process-replica.ts';
import { RegistryFile, staticRegistry } from './adapters/registry-file.ts';
import { UndiciReplica } from './adapters/undici-replica.ts';
import { type GatewayConfig, upstreamOptions } from './config.ts';
import { crossOrigin } from './domain/cross-origin.ts';
import { securityHeaders } from './domain/answer-headers.ts';
import { RateLimiter } from './domain/rate-limiter.ts';
import { type GatewayRoute, gatewayRoutes, makeRouteTable } from './domain/route-table.ts';
import { createGatewayApp } from './http/gateway-app.ts';
import { createGatewayMetrics } from './http/gateway-metrics.ts';
import { createGatewayServer } from './http/gateway-server.ts';
import { makeLocalRoutes } from './http/local-routes.ts';
import { OpenStreams } from './http/open-streams.ts';
import { SlowBodies } from './http/slow-bodies.ts';
import type { RegistrySource } from './ports.ts';
import { makeApiTokens } from './use-cases/exchange-api-token.ts';
import { makeForwardRequest } from './use-cases/forward-request.ts';
import { makeIdentifyCaller } from './use-cases/identify-caller.ts';
import { Upstream } from './use-cases/upstream.ts';

export type GatewayPlatform = Platform & {
  /** The services that run in this process, by name: they are handed requests directly. */
  upstreams?: Readonly<Record<string, RequestListener>>;
};

const NAME = 'gateway';
const now = () => performance.now();

/** `routes` is the table of the public API; tests put their own in its place. */
export async function composeGateway(
  config: GatewayConfig,
  platform: GatewayPlatform = {},
  routes: readonly GatewayRoute[] = gatewayRoutes,
): Promise<Service> {
  const logger = createLogger(NAME, config.LOG_LEVEL);
  const metrics = createMetrics(NAME, platform.upstreams === undefined);
  const tracer = new Tracer(NAME, config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const routeTable = makeRouteTable(routes);
  const upstreams = routeTable.upstreams.map(name => composeUpstream(name, config, platform));
  const upstreamsByName = new Map(upstreams.map(upstream => [upstream.name, upstream]));
  const registry = composeRegistry(config, platform, logger);
  const bus = platform.bus ?? (await connectBus(NAME, config, logger, tracer));
  const authSource = platform.auth ?? httpAuthSource(NAME, config);
  const keySet = new KeySet(authSource, join(config.DATA_DIR, 'keys.json'), logger);
  const revocations = new Revocations(authSource, systemClock, logger);
  const lag = new EventLoopLag();
  const openStreams = new OpenStreams(config.MAX_STREAMS);
  const gatewayMetrics = createGatewayMetrics(metrics, upstreams, openStreams, now);
  const headers = securityHeaders(config.KEEP_PUBLIC_URL?.startsWith('https:') ?? false);

  // In one process, auth's internal endpoints are where the other processes of Keep find them.
  const authAddress = () =>
    platform.upstreams ? config.AUTH_URL : upstreamsByName.get('auth')?.choose([], now(), Math.random)?.replica.address;
  const app = createGatewayApp({
    logger,
    metrics,
    tracer,
    gatewayMetrics,
    now,
    isAllowedHost: allowedHosts(config.KEEP_HOST ?? config.HOST, config.KEEP_PUBLIC_URL),
    trustsProxy: config.TRUSTED_PROXIES,
    load: { maxInFlight: config.MAX_IN_FLIGHT, maxLagMs: config.MAX_LAG_MS },
    lagMs: () => lag.lagMs,
    atOnce: config.CONNECTIONS,
    addressLimiter: new RateLimiter({ rate: config.ADDRESS_RATE, burst: config.ADDRESS_BURST }, config.RATE_KEYS),
    userLimiter: new RateLimiter({ rate: config.USER_RATE, burst: config.USER_BURST }, config.RATE_KEYS),
    routeTable,
    localRoutes: makeLocalRoutes(config.KEEP_PUBLIC_URL, config.WEB_DIR),
    upstreams: upstreamsByName,
    identifyCaller: makeIdentifyCaller({
      authenticate: makeAuthenticate({ keySet, revocations, issuer: config.TOKEN_ISSUER, clock: systemClock }),
      apiTokens: makeApiTokens({ exchange: httpTokenExchange(authAddress, config.SERVICE_SECRET ?? ''), now }),
    }),
    forward: makeForwardRequest({
      now,
      random: Math.random,
      events: gatewayMetrics.forwardEvents,
      maxAttempts: config.MAX_ATTEMPTS,
      patienceMs: config.PATIENCE_MS,
    }),
    proof: config.SERVICE_SECRET === undefined ? undefined : callerHeader(NAME, config.SERVICE_SECRET),
    compression: config.COMPRESSION ? new GzipAnswers() : undefined,
    crossOrigin: crossOrigin(config.CORS_ORIGINS),
    slowBodies: new SlowBodies(config.SLOW_BODIES),
    deadline: { answerMs: config.DEADLINE_MS, bodyMs: config.BODY_MS },
    securityHeaders: headers,
    openStreams,
  });

  return {
    name: NAME,
    app,
    createServer: () =>
      createGatewayServer({
        app,
        securityHeaders: headers,
        onRefused: code => gatewayMetrics.refused.inc({ code }),
        silenceMs: config.BODY_MS + config.DEADLINE_MS,
      }),
    metrics,
    contracts: documentRoutes,
    readiness: () => ({
      waitsFor: [
        ...upstreams.filter(({ members }) => members.length === 0).map(({ name }) => name),
        ...(keySet.isReady ? [] : ['keys']),
      ],
      warnings: bus.warnings(),
    }),
    async start() {
      lag.start();
      await registry.watch(known => {
        for (const upstream of upstreams) upstream.setAddresses(known[upstream.name] ?? []);
      });
      await keySet.start(bus);
      revocations.start(bus);
    },
    release: () => openStreams.endAll(),
    async stop() {
      lag.stop();
      await Promise.all([registry.stop(), keySet.stop(), revocations.stop()]);
      await Promise.all(upstreams.map(upstream => upstream.close()));
      if (!platform.bus) await bus.close();
      await tracer.flush();
    },
  };
}

function composeUpstream(name: string, config: GatewayConfig, { upstreams }: GatewayPlatform): Upstream {
  const app = upstreams?.[name];
  const connect = (address: string) =>
    app ? new InProcessReplica(app) : new UndiciReplica(address, { connections: config.CONNECTIONS });
  return new Upstream(name, upstreamOptions(config), connect, now);
}

function composeRegistry(config: GatewayConfig, { upstreams }: GatewayPlatform, logger: Logger): RegistrySource {
  if (upstreams) return staticRegistry(Object.fromEntries(Object.keys(upstreams).map(name => [name, ['in-process']])));
  if (config.REGISTRY_FILE !== undefined) return new RegistryFile(config.REGISTRY_FILE, logger);
  if (config.GATEWAY_UPSTREAMS !== undefined) return staticRegistry(config.GATEWAY_UPSTREAMS);
  throw new StartError('Set REGISTRY_FILE or GATEWAY_UPSTREAMS, or start Keep through its launcher.');
}
