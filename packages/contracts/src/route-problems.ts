/** Which problems a route can answer with: what follows from its kind, and its own. */
import { type ProblemCode, problemStatuses } from './problem.ts';
import type { RouteContract } from './route.ts';

/** Any request may meet these, whatever it asks for: limits, a part that is down, and what the gateway cannot understand. */
const ofEveryRoute = ['malformed-request', 'too-many-requests', 'unavailable', 'overloaded'] as const;

const ofEveryBody = [
  'malformed-json',
  'malformed-header',
  'body-too-large',
  'unsupported-media-type',
  'invalid-body',
] as const;

/** The codes that `route` can answer with, by HTTP status in ascending order. */
export function problemsByStatus(route: RouteContract): [status: number, codes: ProblemCode[]][] {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(route)) {
    const status = problemStatuses[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].sort(([a], [b]) => a - b);
}

function problemsOf(route: RouteContract): Set<ProblemCode> {
  return new Set<ProblemCode>([
    ...ofEveryRoute,
    ...(route.access === 'public' ? [] : (['unauthenticated', 'session-ended', 'insufficient-scope'] as const)),
    ...(route.params ? (['not-found'] as const) : []),
    ...(route.query ? (['malformed-query'] as const) : []),
    ...(route.body ? ofEveryBody : []),
    ...(route.idempotent ? (['malformed-header', 'idempotency-key-reused'] as const) : []),
    ...(route.conditional ? (['malformed-header', 'precondition-failed'] as const) : []),
    ...(304 in route.responses ? (['malformed-header'] as const) : []),
    ...(route.problems ?? []),
  ]);
}
