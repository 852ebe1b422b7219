/** Measures each kind of request by each way, by turns: A B C D, A B C D, and so on. */
import type { Load } from './load/load.ts';
import { type ProcessorTime, processorTimeOf, usedForEach } from './processor-time.ts';
import type { Workload } from './load/workload.ts';
import type { Scale } from './scale.ts';
import type { Target, Way } from './targets.ts';

export type RequestKind = { name: string; writes: boolean; workload(target: Target): Workload };

export const requestKinds: readonly RequestKind[] = [
  {
    name: 'a page of 50 notes',
    writes: false,
    workload: () => ({ kind: 'read', paths: ['/api/v1/notes?limit=50'] }),
  },
  {
    name: 'one note',
    writes: false,
    workload: ({ reader }) => ({ kind: 'read', paths: reader.noteIds.map(id => `/api/v1/notes/${id}`) }),
  },
  { name: 'creating a note', writes: true, workload: () => ({ kind: 'create' }) },
  {
    name: 'editing a note',
    writes: true,
    workload: ({ writer }) => ({ kind: 'edit', noteIds: [...writer.noteIds] }),
  },
];

/** Of each round, by way: requests a second, and what each request cost each process, where the system tells. */
export type RoundsByWay = Record<Way, number[]>;
export type Measured = { rounds: RoundsByWay; times: Record<Way, ProcessorTime[]> };

export async function measureRequests(
  load: Load,
  targets: readonly Target[],
  kind: RequestKind,
  { rounds, seconds, connections }: Scale,
): Promise<Measured> {
  const measured: RoundsByWay = { gateway: [], service: [], one: [], limit: [] };
  const times: Measured['times'] = { gateway: [], service: [], one: [], limit: [] };
  // The first round warms up, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const target of targets) {
      const { url, way, reader, writer } = target;
      const authorizations = [await (kind.writes ? writer : reader).authorization()];
      const before = await processorTimeOf(target.processes);
      const { requestsPerSecond, requests } = await load.measure({
        url, authorizations, connections, seconds, workload: kind.workload(target),
      }); // prettier-ignore
      if (kind.writes) await target.settle();
      const after = await processorTimeOf(target.processes);
      if (round === 0) continue;
      measured[way].push(requestsPerSecond);
      if (before && after) times[way].push(usedForEach(before, after, requests));
    }
  }
  return { rounds: measured, times };
}
