/** Builds a service's request listener from route contracts: the same visible steps for every route, in the same order. */
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { parse as parseQueryString } from 'node:querystring';
import { bodyLimitOf, type RouteContract } from '@keep/contracts/route';
import { Router } from 'express';
import type { z } from 'zod';
import { type Actor } from './actor.ts';
import { openStream, STREAM_OPENED, type StreamWriter } from './answer-stream.ts';
import { AppError, notFound } from './app-error.ts';
import type { Authenticate } from './authentication.ts';
import { assertNamed, authenticateCaller, type Caller, findCaller, GATEWAY_PROOF } from './callers.ts';
import { matchesTag, readTags } from './entity-tag.ts';
import { type IdempotencyKey, readIdempotencyKey } from './idempotency.ts';
import { readJsonBody } from './json-body.ts';
import { type Logger, type LogRequest, makeLogRequest } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { parseBody, parseQuery } from './parse-input.ts';
import { toProblem } from './problem.ts';
import { currentContext, type RequestContext, runInContext } from './request-context.ts';
import { newSpan } from './trace-context.ts';
import type { Tracer } from './tracing.ts';

/** `params` are set by the router, `route` (the contract's path) by us. */
type Request = IncomingMessage & { params?: Record<string, string> };
type Response = ServerResponse & { route?: string };

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type ActorOf<Route extends RouteContract> = Route['access'] extends 'public'
  ? undefined
  : Route['access'] extends 'internal'
    ? Caller
    : Actor;
type BodyOf<Route extends RouteContract> = Route extends { bodyOptional: true }
  ? Parsed<Route['body']> | undefined
  : Parsed<Route['body']>;

/** A request that has passed the edge: authenticated, authorised by scope, and parsed. */
export type RouteRequest<Route extends RouteContract> = {
  actor: ActorOf<Route>;
  params: Parsed<Route['params']>;
  query: Parsed<Route['query']>;
  body: BodyOf<Route>;
  idempotencyKey: IdempotencyKey | undefined;
  /** The entity tags of `If-Match` as Keep sent them, where the route honours it. */
  ifMatch: readonly string[] | undefined;
  headers: IncomingHttpHeaders;
  /** Where the request came from, as the gateway saw it; without its secret, where the connection comes from. */
  address: string;
  /**
   * Aborts once nobody waits for the answer any more. A function, because a getter in an object literal makes V8 keep
   * each of these objects, and the request with it, until the next full collection.
   */
  signal: () => AbortSignal;
};

/**
 * `text` is JSON that is sent as it is. `etag` (quoted) makes a GET answer 304 to a matching `If-None-Match`.
 * `stream` is given the open answer to write events into, and is not called for a HEAD.
 */
export type Answer = {
  status: number;
  body?: unknown;
  text?: string;
  stream?: (writer: StreamWriter) => void;
  etag?: string;
  headers?: Record<string, string | string[]>;
};

export type HttpAppOptions = {
  logger: Logger;
  metrics: Metrics;
  tracer: Tracer;
  authenticate: Authenticate;
  /**
   * Knows ended sessions, too: for requests with an `Idempotency-Key` to routes that end the session they come with.
   * The use case must refuse what is no repetition.
   */
  authenticateEnded?: Authenticate;
  callers?: readonly Caller[];
};

export type HttpApp = {
  /** The request listener. Register every route before it is used. */
  app: RequestListener;
  route<Route extends RouteContract>(contract: Route, handle: (request: RouteRequest<Route>) => Promise<Answer>): void;
  /** Closes the table of routes: OPTIONS says what a path takes, other methods are a 405, everything else a 404. */
  finish(): void;
  /** What was registered, for the test that compares it with the API document. */
  contracts: readonly RouteContract[];
};

/**
 * Express's router without its application: that changes the prototype of every request and response, which costs the
 * JavaScript engine more time than all the rest of a short request.
 */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const router = Router({ strict: true, caseSensitive: true });
  const listen = router as unknown as (request: Request, response: Response, done: (error?: unknown) => void) => void;
  const observers = { ...options, logRequest: makeLogRequest(options.logger) };
  const contracts: RouteContract[] = [];

  return {
    app: (request, response) => {
      observe(observers, request, response, () => listen(request, response, () => response.destroy()));
    },
    contracts,
    route(contract, handle) {
      contracts.push(contract);
      const method = contract.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
      router[method](expressPath(contract.path), async (request: Request, response: Response) => {
        response.route = contract.path;
        const parsed = await parseRequest(options, contract, request, response);
        send(request, response, contract, await handle(parsed));
      });
    },
    finish() {
      for (const [path, methods] of methodsByPath(contracts)) {
        const allow = [...methods, 'OPTIONS'].join(', ');
        router.all(expressPath(path), ({ method }: Request, response: Response) => {
          if (method === 'OPTIONS') return void response.writeHead(204, { allow }).end();
          throw new AppError('method-not-allowed', 'method-not-allowed', `Allowed here: ${allow}.`, {
            headers: { allow },
          });
        });
      }
      router.use(() => {
        throw notFound();
      });
      router.use((error: unknown, request: Request, response: Response, _next: unknown) =>
        sendProblem(options.logger, error, request, response),
      );
    },
  };
}

/** Sends `error` as a problem document, and logs what is our own fault. */
export function sendProblem(logger: Logger, error: unknown, request: Request, response: Response): void {
  const known = isBadPath(error)
    ? new AppError('malformed', 'malformed-request', 'The path is not validly encoded.')
    : error;
  const { status, headers, problem } = toProblem(known, currentContext().requestId);
  if (status === 500) logger.error({ err: error }, 'request failed');
  else if (status === 503) logger.warn({ err: error }, 'request refused');
  if (response.headersSent) return void response.destroy();
  if (!request.complete) response.setHeader('connection', 'close');
  response.statusCode = status;
  setHeaders(response, { ...headers, 'cache-control': 'no-store', 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problem));
}

async function parseRequest<Route extends RouteContract>(
  options: HttpAppOptions,
  contract: Route,
  request: Request,
  response: Response,
): Promise<RouteRequest<Route>> {
  const actor = await identify(options, contract, request);
  const params = contract.params?.safeParse(request.params);
  if (params && !params.success) throw notFound();
  const [path, search] = splitTarget(request);
  const query = contract.query ? parseQuery(contract.query, parseQueryString(search)) : undefined;
  const json = contract.body ? await readJsonBody(request, bodyLimitOf(contract)) : undefined;
  const body = contract.body && !(contract.bodyOptional && !json) ? parseBody(contract.body, json?.value) : undefined;
  const { headers } = request;
  return {
    actor,
    params: params?.data,
    query,
    body,
    idempotencyKey: contract.idempotent
      ? readIdempotencyKey(headers['idempotency-key'], contract.method, path, json?.bytes ?? Buffer.alloc(0))
      : undefined,
    ifMatch:
      contract.conditional && headers['if-match'] !== undefined ? readTags('If-Match', headers['if-match']) : undefined,
    headers,
    address: addressOf(request, options.callers),
    signal: () => whenClosed(response),
  } as RouteRequest<Route>;
}

async function identify(
  options: HttpAppOptions,
  contract: RouteContract,
  request: Request,
): Promise<Actor | Caller | undefined> {
  const { authorization } = request.headers;
  if (contract.access === 'public') return undefined;
  if (contract.access === 'internal') {
    const caller = authenticateCaller(options.callers ?? [], authorization);
    assertNamed(caller, contract.callers);
    return caller;
  }
  const mayRepeat = contract.endsSession && request.headers['idempotency-key'] !== undefined;
  const authenticate = (mayRepeat && options.authenticateEnded) || options.authenticate;
  const actor = await authenticate(authorization);
  currentContext().userId = actor.userId;
  assertAllowed(actor, contract);
  return actor;
}

function assertAllowed(actor: Actor, { access }: RouteContract): void {
  if (access === 'session' ? actor.use === 'session' : actor.scopes.some(scope => scope === access)) return;
  const detail =
    access === 'session'
      ? 'This needs a signed-in person; an API token may not do it.'
      : `This needs the scope ${access}.`;
  const challenge = `Bearer error="insufficient_scope"${access === 'session' ? '' : `, scope="${access}"`}`;
  throw new AppError('forbidden', 'insufficient-scope', detail, { headers: { 'www-authenticate': challenge } });
}

function send(request: Request, response: Response, contract: RouteContract, answer: Answer): void {
  // The client has left, or the gateway in this process has answered: a stream that opened now would never close.
  if (response.destroyed || response.headersSent) return;
  const { etag } = answer;
  const headers: NonNullable<Answer['headers']> = {
    'cache-control': contract.access === 'public' ? 'no-store' : 'private, no-cache',
    ...answer.headers,
    ...(etag && { etag }),
  };
  if (etag && contract.method === 'GET' && matchesTag(request.headers['if-none-match'], etag))
    return void response.writeHead(304, headers).end();
  if (answer.stream && request.method === 'GET') {
    response.statusCode = answer.status;
    setHeaders(response, headers);
    return answer.stream(openStream(response));
  }
  const text = answer.text ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
  if (text !== undefined) {
    headers['content-type'] = 'application/json; charset=utf-8';
    headers['content-length'] = String(Buffer.byteLength(text));
  }
  // All at once costs Node half of what header by header does.
  response.writeHead(answer.status, headers).end(text);
}

function setHeaders(response: Response, headers: NonNullable<Answer['headers']>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

type Observers = Pick<HttpAppOptions, 'metrics' | 'tracer'> & { logRequest: LogRequest };

/** Opens the request's context and span, refuses what nobody waits for any more, and logs and counts the end. */
function observe(
  { logRequest, metrics, tracer }: Observers,
  request: Request,
  response: Response,
  next: () => void,
): void {
  const start = Date.now();
  const requestId = header(request, 'x-request-id');
  const timeout = Number(header(request, 'x-request-timeout-ms'));
  const span = newSpan(header(request, 'traceparent'));
  const context: RequestContext = {
    ...(requestId && UUID.test(requestId) && { requestId }),
    ...(timeout > 0 && { deadline: start + timeout }),
    span,
  };
  runInContext(context, () => {
    const { method = '' } = request;
    let openedAt: number | undefined;
    response.once(STREAM_OPENED, () => (openedAt = Date.now()));
    response.once('close', () => {
      const end = Date.now();
      const route = response.route ?? 'none';
      // A stream has been answered when it opens: its reader leaves when they like.
      const status = response.writableFinished || openedAt !== undefined ? response.statusCode : 499;
      metrics.httpDuration.observe({ method, route, status: String(status) }, ((openedAt ?? end) - start) / 1000);
      logRequest({ ...context, method, route, status, ms: end - start });
      tracer.record({
        span,
        name: `${method} ${route}`,
        kind: 'server',
        start,
        end,
        attributes: { 'http.response.status_code': status, ...(requestId && { 'keep.request_id': requestId }) },
        failed: status >= 500,
      });
    });
    next();
  });
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** `x-client-address` counts together with the gateway's secret alone: everybody else may write there what they like. */
function addressOf(request: Request, callers: readonly Caller[] = []): string {
  const address = header(request, 'x-client-address');
  if (address !== undefined && findCaller(callers, header(request, GATEWAY_PROOF))?.name === 'gateway') return address;
  return request.socket.remoteAddress ?? 'unknown';
}

function whenClosed(response: Response): AbortSignal {
  if (response.destroyed) return AbortSignal.abort();
  const closing = new AbortController();
  response.once('close', () => closing.abort());
  return closing.signal;
}

/** Path and query of what was asked for. */
function splitTarget({ url = '' }: Request): [path: string, search: string] {
  const at = url.indexOf('?');
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

/** `/notes/{id}` in OpenAPI is `/notes/:id` in Express. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function methodsByPath(contracts: readonly RouteContract[]): Map<string, string[]> {
  const table = new Map<string, string[]>();
  for (const { path, method } of contracts)
    table.set(path, [...(table.get(path) ?? []), ...(method === 'GET' ? ['GET', 'HEAD'] : [method])]);
  return table;
}

function isBadPath(error: unknown): boolean {
  return error instanceof URIError || (error instanceof Error && error.message.startsWith('Failed to decode param'));
}
