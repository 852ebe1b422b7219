/** Which service answers which part of the public API: the whole of it, and nothing besides. */
import { getKeySet, routes as authRoutes } from '@keep/contracts/auth-http';
import { routes as notesRoutes } from '@keep/contracts/notes-http';
import { routes as notifyRoutes } from '@keep/contracts/notify-http';
import { API_BASE, DEFAULT_BODY_LIMIT, type RouteContract } from '@keep/contracts/route';

export type GatewayRoute = {
  /** The path itself and all below it. */
  prefix: string;
  /** The service's name, as in the registry of replicas. */
  upstream: string;
  /** Answers that stay open: a pool of their own, and the deadline ends with the answer's head. */
  streaming?: boolean;
  /** The routes behind the prefix: their body limits, and which need no token. */
  contracts: readonly RouteContract[];
};

export const gatewayRoutes: readonly GatewayRoute[] = [
  { prefix: `${API_BASE}/auth`, upstream: 'auth', contracts: authRoutes },
  { prefix: `${API_BASE}/me`, upstream: 'auth', contracts: authRoutes },
  { prefix: getKeySet.path, upstream: 'auth', contracts: authRoutes },
  { prefix: `${API_BASE}/notes`, upstream: 'notes', contracts: notesRoutes },
  { prefix: `${API_BASE}/labels`, upstream: 'notes', contracts: notesRoutes },
  { prefix: `${API_BASE}/imports`, upstream: 'notes', contracts: notesRoutes },
  { prefix: `${API_BASE}/stream`, upstream: 'notify', streaming: true, contracts: notifyRoutes },
];

export type RouteTable = {
  /** The names of all upstreams. */
  upstreams: readonly string[];
  find(path: string): GatewayRoute | undefined;
  /** Whether the contract says that no token is needed: a stale one must not stand in the way there. */
  isPublic(method: string, path: string): boolean;
  /** Whether the contract says that it ends the session it comes with: its repetition is for the service to judge. */
  endsSession(method: string, path: string): boolean;
  /** In bytes. */
  bodyLimit(path: string): number;
};

/** Routes are found by their first segment below the API's base, so that each prefix is one look-up. */
export function makeRouteTable(routes: readonly GatewayRoute[]): RouteTable {
  const byPrefix = new Map(routes.map(route => [route.prefix, route]));
  const contracts = routes.flatMap(route => route.contracts);
  const namesOf = (chosen: readonly RouteContract[]) => new Set(chosen.map(({ method, path }) => `${method} ${path}`));
  const publicRoutes = namesOf(contracts.filter(({ access }) => access === 'public'));
  const endingRoutes = namesOf(contracts.filter(({ endsSession }) => endsSession));
  const limits = new Map(
    contracts.flatMap(({ path, bodyLimit }) => (bodyLimit === undefined ? [] : [[path, bodyLimit]])),
  );
  return {
    upstreams: [...new Set(routes.map(({ upstream }) => upstream))],
    find: path => byPrefix.get(prefixOf(path)),
    isPublic: (method, path) => publicRoutes.has(`${method === 'HEAD' ? 'GET' : method} ${path}`),
    endsSession: (method, path) => endingRoutes.has(`${method} ${path}`),
    bodyLimit: path => limits.get(path) ?? DEFAULT_BODY_LIMIT,
  };
}

function prefixOf(path: string): string {
  if (!path.startsWith(`${API_BASE}/`)) return path;
  const end = path.indexOf('/', API_BASE.length + 1);
  return end < 0 ? path : path.slice(0, end);
}
