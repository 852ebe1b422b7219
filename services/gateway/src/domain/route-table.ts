/** Which service answers which part of the public API: the whole of it, and nothing besides. */
import { getKeySet, getServer, routes as authRoutes } from '@keep/contracts/auth-http';
import { getUsage, routes as notesRoutes } from '@keep/contracts/notes-http';
import { routes as notifyRoutes } from '@keep/contracts/notify-http';
import { API_BASE, type RouteContract } from '@keep/contracts/route';

export type GatewayRoute = {
  /** A first segment below the API's base, with all below it; or one whole path, which goes before. */
  prefix: string;
  /** The service's name, as in the registry of replicas. */
  upstream: string;
  /** Answers that stay open: a pool of their own, and the deadline ends with the answer's head. */
  streaming?: boolean;
  /** Whether the service asks where the client is: it is shown the gateway's own secret, and no other service is. */
  asksAddress?: boolean;
  /** Whether its answers are compressed: never where one answer holds a secret beside what a stranger has chosen. */
  compressed?: boolean;
  /** Whether pages of other origins may read its answers, where the operator allows their origin. */
  crossOrigin?: boolean;
  /** The routes behind the prefix: their body limits, and which need no token. */
  contracts: readonly RouteContract[];
};

export const gatewayRoutes: readonly GatewayRoute[] = [
  { prefix: `${API_BASE}/auth`, upstream: 'auth', asksAddress: true, contracts: authRoutes },
  { prefix: `${API_BASE}/me`, upstream: 'auth', asksAddress: true, crossOrigin: true, contracts: authRoutes },
  { prefix: getServer.path, upstream: 'auth', contracts: authRoutes },
  { prefix: getUsage.path, upstream: 'notes', contracts: notesRoutes },
  { prefix: getKeySet.path, upstream: 'auth', contracts: authRoutes },
  { prefix: `${API_BASE}/notes`, upstream: 'notes', compressed: true, crossOrigin: true, contracts: notesRoutes },
  { prefix: `${API_BASE}/labels`, upstream: 'notes', compressed: true, crossOrigin: true, contracts: notesRoutes },
  { prefix: `${API_BASE}/imports`, upstream: 'notes', compressed: true, crossOrigin: true, contracts: notesRoutes },
  { prefix: `${API_BASE}/blocks`, upstream: 'notes', compressed: true, crossOrigin: true, contracts: notesRoutes },
  { prefix: `${API_BASE}/stream`, upstream: 'notify', streaming: true, crossOrigin: true, contracts: notifyRoutes },
];

export type RouteTable = {
  /** The names of all upstreams. */
  upstreams: readonly string[];
  find(path: string): GatewayRoute | undefined;
  /**
   * The contract of every request that the gateway treats otherwise than most: it needs no token, ends the session that
   * it comes with, or has a body limit of its own. May be undefined for all other requests.
   */
  special(method: string, path: string): RouteContract | undefined;
};

/** Routes are found by their whole path or their first segment below the API's base, so that each is a look-up or two. */
export function makeRouteTable(routes: readonly GatewayRoute[]): RouteTable {
  const byPrefix = new Map(routes.map(route => [route.prefix, route]));
  return {
    upstreams: [...new Set(routes.map(({ upstream }) => upstream))],
    find: path => byPrefix.get(path) ?? byPrefix.get(prefixOf(path)),
    special: makeFinder(routes.flatMap(({ contracts }) => contracts)),
  };
}

function isSpecial({ access, endsSession, bodyLimit }: RouteContract): boolean {
  return access === 'public' || endsSession === true || bodyLimit !== undefined;
}

/** Finds a contract by its exact path, or else a special one by the pattern of a path that has parameters. */
function makeFinder(contracts: readonly RouteContract[]): RouteTable['special'] {
  const exact = new Map(contracts.map(contract => [`${contract.method} ${contract.path}`, contract]));
  const patterns = contracts
    .filter(contract => contract.path.includes('{') && isSpecial(contract))
    .map(contract => ({ contract, pattern: patternOf(contract.path) }));
  return (requested, path) => {
    const method = requested === 'HEAD' ? 'GET' : requested;
    const found = exact.get(`${method} ${path}`);
    if (found || patterns.length === 0) return found;
    return patterns.find(({ contract, pattern }) => contract.method === method && pattern.test(path))?.contract;
  };
}

/** `/notes/{id}` matches `/notes/` and one segment. */
function patternOf(path: string): RegExp {
  const segments = path.split('/').map(segment => (segment.startsWith('{') ? '[^/]+' : segment.replaceAll('.', '\\.')));
  return new RegExp(`^${segments.join('/')}$`);
}

function prefixOf(path: string): string {
  if (!path.startsWith(`${API_BASE}/`)) return path;
  const end = path.indexOf('/', API_BASE.length + 1);
  return end < 0 ? path : path.slice(0, end);
}
