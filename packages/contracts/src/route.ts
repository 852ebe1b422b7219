/** What a route is: the one declaration from which validation, the API document and its tests are made. */
import type { z } from 'zod';
import type { ProblemCode } from './problem.ts';

export const scopes = ['notes:read', 'notes:write', 'files:read', 'files:write', 'account'] as const;
export type Scope = (typeof scopes)[number];
/** A token may hold them already; no route asks for them yet. */
export const reservedScopes: readonly Scope[] = ['files:read', 'files:write'];

/**
 * Who may call a route: `public` needs no token, `session` a signed-in person (no API token),
 * a scope either of them that holds it, `internal` another process of Keep with its own secret.
 */
export type Access = 'public' | 'session' | 'internal' | Scope;

/** The launcher's name as a caller of internal routes. */
export const LAUNCHER = 'launcher';

/** A process of Keep that may call an internal route. `services` stands for every process except the launcher. */
export type InternalCaller = typeof LAUNCHER | 'gateway' | 'services';

/** One kind of server-sent event; its data is one line of JSON. */
export type StreamEvent = { summary: string; data: z.ZodType };

export type ResponseContract = {
  description: string;
  schema?: z.ZodType;
  /** By name: the answer is a stream of these (`text/event-stream`). */
  events?: Readonly<Record<string, StreamEvent>>;
  /** Response headers worth documenting, by name: what they hold. */
  headers?: Record<string, string>;
};

type RouteDeclaration = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In OpenAPI's notation, from the root: `/api/v1/notes/{id}`. */
  path: string;
  operationId: string;
  summary: string;
  /** What the summary has no room for; each public route has one. */
  description?: string;
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** What the API document shows where it can say more than `body` checks at the edge. */
  documentedBody?: z.ZodType;
  /** Bytes; 1 MiB where it is left out, 16 KiB for a route that needs no token. */
  bodyLimit?: number;
  /** Whether the body may be left out altogether. */
  bodyOptional?: boolean;
  /** Whether `Idempotency-Key` is honoured. */
  idempotent?: boolean;
  /** Whether it ends the session that it comes with: its repetition under an `Idempotency-Key` is answered all the same. */
  endsSession?: boolean;
  /** Whether `If-Match` is honoured. */
  conditional?: boolean;
  /** Whether `Last-Event-ID` is honoured. */
  resumable?: boolean;
  responses: Record<number, ResponseContract>;
  /** Problem codes of its own, beyond those that every route of its kind can answer. */
  problems?: readonly ProblemCode[];
};

/** An internal route names its callers: a secret proves which process calls, and grants nothing by itself. */
type Permission =
  | { access: Exclude<Access, 'internal'>; callers?: never }
  | { access: 'internal'; callers: readonly [InternalCaller, ...InternalCaller[]] };

export type RouteContract = RouteDeclaration & Permission;

/** Declares a route and keeps its exact types, so that handlers see their own parameters, query and body. */
export function defineRoute<const Route extends RouteContract>(route: Route): Route {
  return route;
}

export const MIB = 1024 * 1024;
export const DEFAULT_BODY_LIMIT = MIB;
/** A caller without a token may send little: its body is read before anything is known of the caller. */
export const PUBLIC_BODY_LIMIT = 16 * 1024;
export const API_BASE = '/api/v1';

/** The bytes that a body of `route` may have. */
export function bodyLimitOf({ access, bodyLimit }: RouteContract): number {
  return bodyLimit ?? (access === 'public' ? PUBLIC_BODY_LIMIT : DEFAULT_BODY_LIMIT);
}
