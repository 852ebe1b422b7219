/** The gateway's request listener: the same visible steps for every request, in the same order, the cheapest refusal first. */
import type { IsAllowedHost } from '@keep/service-kit/allowed-hosts';
import type { IncomingMessage, RequestListener } from 'node:http';
import { bodyLimitOf, DEFAULT_BODY_LIMIT, type RouteContract } from '@keep/contracts/route';
import { addressGroup } from '@keep/service-kit/address-group';
import { AppError, notFound, unavailable } from '@keep/service-kit/app-error';
import { type Logger, makeLogRequest } from '@keep/service-kit/logger';
import { acceptsCoding } from '../domain/accepted-coding.ts';
import { claimedUser } from '../domain/claimed-user.ts';
import { clientAddress, type TrustedProxies } from '../domain/client-address.ts';
import { type CrossOrigin, preflightHeaders } from '../domain/cross-origin.ts';
import { type LoadOptions, type ShedReason, shedReason } from '../domain/load-shedder.ts';
import type { RateLimiter } from '../domain/rate-limiter.ts';
import type { GatewayRoute, RouteTable } from '../domain/route-table.ts';
import type { AnswerCompression, Now } from '../ports.ts';
import type { ForwardRequest } from '../use-cases/forward-request.ts';
import { holdsApiToken, type IdentifyCaller } from '../use-cases/identify-caller.ts';
import type { Upstream } from '../use-cases/upstream.ts';
import { type DeadlineOptions, remainingMs, startDeadline } from './deadline.ts';
import { type Exchange, openExchange } from './exchange.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { LocalRoutes } from './local-routes.ts';
import { makeForwarding, type Sending } from './make-forwarding.ts';
import type { OpenStreams } from './open-streams.ts';
import { observe, type Observers } from './observe.ts';
import { makeRefuseOverloaded, overloaded } from './refuse-overloaded.ts';
import { methodNotAllowed, refuseMalformed } from './refuse-malformed.ts';
import { assertBodyFits, awaitSmallBody } from './request-body.ts';
import { sendProblem } from './send-problem.ts';
import type { SlowBodies } from './slow-bodies.ts';

export type GatewayDependencies = Omit<Observers, 'logRequest'> & {
  logger: Logger;
  gatewayMetrics: GatewayMetrics;
  now: Now;
  isAllowedHost: IsAllowedHost;
  trustsProxy: TrustedProxies;
  load: LoadOptions;
  lagMs: () => number;
  /** Requests that one replica is given at a time. */
  atOnce: number;
  addressLimiter: RateLimiter;
  userLimiter: RateLimiter;
  routeTable: RouteTable;
  localRoutes: LocalRoutes;
  upstreams: ReadonlyMap<string, Upstream>;
  identifyCaller: IdentifyCaller;
  forward: ForwardRequest;
  /** How the gateway presents itself to a service; undefined where it has no secret. */
  proof: string | undefined;
  /** Undefined switches it off. */
  compression: AnswerCompression | undefined;
  /** Undefined where pages of no other origin may call. */
  crossOrigin: CrossOrigin | undefined;
  slowBodies: SlowBodies;
  deadline: DeadlineOptions;
  securityHeaders: readonly string[];
  openStreams: OpenStreams;
};

const READS = 'GET, HEAD, OPTIONS';
/** Milliseconds by which the event loop may be late while answers are compressed. */
const COMPRESSES_BELOW_LAG_MS = 50;

export function createGatewayApp(deps: GatewayDependencies): RequestListener {
  const { gatewayMetrics: metrics, logger, securityHeaders, openStreams } = deps;
  const observers = { ...deps, logRequest: makeLogRequest(logger) };
  const refuseOverloaded = makeRefuseOverloaded(metrics, logger, deps.now, headersOf);

  function answerHeaders({ request, requestId }: Exchange): string[] {
    return headersOf(request, requestId);
  }

  /** Also what is refused can be read by the pages that may call. */
  function headersOf(request: IncomingMessage, requestId: string): string[] {
    const headers = ['x-request-id', requestId, ...securityHeaders];
    if (deps.crossOrigin && routeOf(request)?.crossOrigin)
      headers.push(...deps.crossOrigin.headers(request.headers.origin));
    return headers;
  }

  function routeOf({ url = '' }: IncomingMessage): GatewayRoute | undefined {
    return deps.routeTable.find(url.replace(/\?.*$/s, ''));
  }

  /** Throws what is to be answered as a problem document. */
  async function handle(exchange: Exchange): Promise<void> {
    const path = checkForm(exchange);
    const address = addressOf(exchange.request);
    limitRate(deps.addressLimiter, 'address', addressGroup(address));
    const local = deps.localRoutes(path);
    if (local) return answerLocally(exchange, path, local);
    const route = deps.routeTable.find(path);
    if (!route) throw notFound();
    exchange.route = route.prefix;
    if (isPreflight(exchange, route)) return answerPreflight(exchange);
    const special = deps.routeTable.special(exchange.method, path);
    const authorization = await identify(exchange, special);
    if (exchange.userId !== undefined) limitRate(deps.userLimiter, 'user', exchange.userId);
    const bodyLimit = special ? bodyLimitOf(special) : DEFAULT_BODY_LIMIT;
    assertBodyFits(exchange.request, bodyLimit);
    await awaitSmallBody(exchange.request);
    await forward(exchange, route, {
      address,
      sender: exchange.userId ?? addressGroup(address),
      authorization,
      proof: route.asksAddress ? deps.proof : undefined,
      bodyLimit,
      compression: compressionOf(exchange, route),
      timeoutMs: remainingMs(exchange, deps.deadline),
    });
  }

  function isPreflight({ request, method }: Exchange, route: GatewayRoute): boolean {
    if (method !== 'OPTIONS' || !route.crossOrigin || !deps.crossOrigin) return false;
    const { origin, 'access-control-request-method': asked } = request.headers;
    return asked !== undefined && deps.crossOrigin.isAllowed(origin);
  }

  function answerPreflight(exchange: Exchange): void {
    assertBodyFits(exchange.request, 0);
    exchange.response.writeHead(204, [...answerHeaders(exchange), ...preflightHeaders]).end();
  }

  /** A busy gateway sends answers as they are. */
  function compressionOf({ request, method }: Exchange, { compressed }: GatewayRoute): AnswerCompression | undefined {
    if (!compressed || method === 'HEAD' || deps.lagMs() > COMPRESSES_BELOW_LAG_MS) return undefined;
    return acceptsCoding(request.headers['accept-encoding'], 'gzip') ? deps.compression : undefined;
  }

  function checkForm(exchange: Exchange): string {
    try {
      return refuseMalformed(exchange, deps.isAllowedHost);
    } catch (error) {
      if (error instanceof AppError) metrics.refused.inc({ code: error.code });
      throw error;
    }
  }

  /** Why this request is one too many; undefined when it may come in. */
  function whyTooMuch(request: IncomingMessage): ShedReason | undefined {
    const reason = shedReason(deps.load, metrics.inFlight, deps.lagMs());
    // Fewer than half of what one replica works on fill no queue and no share: most requests are not looked at twice.
    if (reason || metrics.inFlight < deps.atOnce / 2) return reason;
    const route = routeOf(request);
    if (!route || route.streaming) return undefined;
    const sender = claimedUser(request.headers.authorization) ?? addressGroup(addressOf(request));
    return deps.upstreams.get(route.upstream)?.whyFull(sender, deps.now());
  }

  /** Now that the sender is known for sure, and others may have come in meanwhile. */
  function assertShare(upstream: Upstream, sender: string): void {
    const reason = upstream.whyFull(sender, deps.now());
    if (!reason) return;
    metrics.shed.inc({ reason });
    throw overloaded;
  }

  function addressOf(request: IncomingMessage): string {
    const forwardedFor = request.headers['x-forwarded-for'];
    return clientAddress(
      request.socket.remoteAddress ?? 'unknown',
      typeof forwardedFor === 'string' ? forwardedFor : undefined,
      deps.trustsProxy,
    );
  }

  function limitRate(limiter: RateLimiter, by: 'address' | 'user', key: string): void {
    const retryAfter = limiter.take(key, deps.now());
    if (retryAfter === 0) return;
    metrics.rateLimited.inc({ by });
    throw new AppError('too-many', 'too-many-requests', `Too many requests from this ${by}.`, { retryAfter });
  }

  function answerLocally(exchange: Exchange, path: string, answer: RequestListener): void {
    exchange.route = path;
    const { method, response } = exchange;
    if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') throw methodNotAllowed(READS);
    assertBodyFits(exchange.request, 0);
    const headers = answerHeaders(exchange);
    if (method === 'OPTIONS') return void response.writeHead(204, [...headers, 'allow', READS]).end();
    for (let at = 0; at < headers.length; at += 2) response.setHeader(headers[at] as string, headers[at + 1] as string);
    answer(exchange.request, response);
  }

  /** Answers the `Authorization` to send on. */
  async function identify(exchange: Exchange, special: RouteContract | undefined): Promise<string | undefined> {
    const { authorization } = exchange.request.headers;
    // A stale token must not stand in the way where none is needed.
    if (special?.access === 'public') return authorization;
    try {
      const identity = await deps.identifyCaller(authorization);
      exchange.userId = identity.userId;
      return identity.authorization;
    } catch (error) {
      if (special?.endsSession && isRepetition(exchange, error)) return authorization;
      throw error;
    }
  }

  /** What came first may have ended the session of both: the service knows whether it did. */
  function isRepetition({ request }: Exchange, error: unknown): boolean {
    if (!(error instanceof AppError && error.code === 'session-ended')) return false;
    const { authorization, 'idempotency-key': key } = request.headers;
    return key !== undefined && !holdsApiToken(authorization);
  }

  /** What now waits for a slow reader, or is an open stream, is no work any more: it must not stand in the way of others. */
  function endWork(exchange: Exchange): void {
    if (!exchange.isWork) return;
    exchange.isWork = false;
    metrics.inFlight -= 1;
  }

  async function forward(exchange: Exchange, route: GatewayRoute, sending: Sending): Promise<void> {
    const { request, response } = exchange;
    const upstream = deps.upstreams.get(route.upstream);
    if (!upstream) throw unavailable(`${route.upstream} is not part of this Keep.`);
    if (request.headers.expect !== undefined) response.writeContinue();
    const isStreaming = route.streaming === true;
    if (isStreaming) openStreams.assertRoom();
    else assertShare(upstream, sending.sender);
    deps.slowBodies.watch(exchange, addressGroup(sending.address));
    const headers = answerHeaders(exchange);
    if (route.compressed) headers.push('vary', 'accept-encoding');
    const stopDeadline = startDeadline(exchange, deps.deadline, isStreaming);
    try {
      const streamOpened = () => {
        // The client has left: its response is closed already, so that no event would ever end the stream.
        if (response.destroyed) return;
        endWork(exchange);
        openStreams.join(exchange);
      };
      await deps.forward(upstream, makeForwarding(exchange, sending, isStreaming, headers, streamOpened));
    } finally {
      stopDeadline();
    }
  }

  return (request, response) => {
    const reason = whyTooMuch(request);
    if (reason) return refuseOverloaded(request, response, reason);
    const exchange = openExchange(request, response);
    metrics.inFlight += 1;
    response.once('close', () => {
      if (!response.writableFinished) exchange.cancellation.cancel('client-left');
      observe(exchange, observers);
    });
    void handle(exchange)
      .catch((error: unknown) => sendProblem(exchange, error, answerHeaders(exchange), logger))
      .finally(() => endWork(exchange));
  };
}
