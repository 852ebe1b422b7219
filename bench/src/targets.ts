/** What is measured side by side: the same requests, by four ways. */
import { startLimit } from './limit/start-limit.ts';
import type { MeasuredKeep } from './measured-keep.ts';
import { makePerson, type Person } from './person.ts';
import type { NamedProcess } from './processor-time.ts';

export const ways = ['gateway', 'service', 'one', 'limit'] as const;
export type Way = (typeof ways)[number];

export type Target = {
  way: Way;
  url: string;
  /** Has one page of notes, and never writes. */
  reader: Person;
  /** Has a note for each connection to edit. */
  writer: Person;
  /** All that work on a request. */
  processes: readonly NamedProcess[];
  /** Resolves once nothing is left to do of what was asked before. */
  settle(): Promise<void>;
};

const PAGE = 50;

export type Targets = { targets: readonly Target[]; stop(): Promise<void> };

export async function startTargets(
  services: MeasuredKeep,
  one: MeasuredKeep,
  connections: number,
  mongoUrl?: string,
): Promise<Targets> {
  const limit = await startLimit(Math.max(PAGE, connections), mongoUrl);
  const gateway = await keepTarget('gateway', services, connections);
  return {
    targets: [
      gateway,
      { ...gateway, way: 'service', url: await services.notesUrl() },
      await keepTarget('one', one, connections),
      { ...limit, way: 'limit', reader: limit.person, writer: limit.person, settle: () => Promise.resolve() },
    ],
    stop: () => limit.stop(),
  };
}

async function keepTarget(way: Way, keep: MeasuredKeep, connections: number): Promise<Target> {
  const reader = await makePerson(keep.url, PAGE);
  const writer = await makePerson(keep.url, connections);
  // The launcher has no part in a request; what it does is to answer the benchmark itself.
  const processes = (await keep.processes()).filter(({ name }) => name !== 'launcher');
  return { way, url: keep.url, reader, writer, processes, settle: () => keep.settle() };
}
