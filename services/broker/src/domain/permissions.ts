/** Who may do what with the log: each caller has subjects of its own, and groups named after it. */
import { AppError } from '@keep/service-kit/app-error';
import type { Caller } from '@keep/service-kit/callers';
import { isCovered } from './subject-filter.ts';

export function assertMayPublish(caller: Caller, subjects: readonly string[]): void {
  const refused = subjects.find(subject => !isCovered(subject, caller.publish));
  if (refused !== undefined) throw forbidden(`${caller.name} may not publish ${refused}.`);
}

export function assertMayPurge(caller: Caller, filter: string): void {
  if (!isCovered(filter, [...caller.publish, ...caller.purge]))
    throw forbidden(`${caller.name} may not purge ${filter}.`);
}

export function assertMaySubscribe(caller: Caller, filters: readonly string[]): void {
  const refused = filters.find(filter => !isCovered(filter, caller.subscribe));
  if (refused !== undefined) throw forbidden(`${caller.name} may not subscribe to ${refused}.`);
}

/** A service's groups are named `<service>.<what>`, so that nobody acknowledges what is another's. */
export function assertOwnGroup(caller: Caller, group: string): void {
  if (!group.startsWith(`${caller.name}.`))
    throw forbidden(`The groups of ${caller.name} are named ${caller.name}.<what>.`);
}

export function assertOperator(caller: Caller): void {
  if (!caller.operator) throw forbidden('This is for whoever operates Keep.');
}

function forbidden(detail: string): AppError {
  return new AppError('forbidden', 'insufficient-scope', detail);
}
