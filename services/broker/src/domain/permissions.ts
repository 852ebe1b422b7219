/** Who may do what with the log: each caller has subjects of its own, and groups named after it. */
import { AppError } from '@keep/service-kit/app-error';
import type { Caller } from '@keep/service-kit/callers';
import { isCovered } from './subject-filter.ts';

export function assertMayPublish(caller: Caller, subjects: readonly string[]): void {
  assertCovered(caller, 'publish', subjects, caller.publish);
}

export function assertMaySubscribe(caller: Caller, filters: readonly string[]): void {
  assertCovered(caller, 'subscribe to', filters, caller.subscribe);
}

export function assertMayPurge(caller: Caller, filter: string): void {
  assertCovered(caller, 'purge', [filter], [...caller.publish, ...caller.purge]);
}

/** A service's groups are named `<service>.<what>`, so that nobody acknowledges what is another's. */
export function assertOwnGroup({ name }: Caller, group: string): void {
  if (!group.startsWith(`${name}.`)) throw forbidden(`The groups of ${name} are named ${name}.<what>.`);
}

function assertCovered({ name }: Caller, what: string, asked: readonly string[], allowed: readonly string[]): void {
  const refused = asked.find(filter => !isCovered(filter, allowed));
  if (refused !== undefined) throw forbidden(`${name} may not ${what} ${refused}.`);
}

function forbidden(detail: string): AppError {
  return new AppError('forbidden', 'insufficient-scope', detail);
}
