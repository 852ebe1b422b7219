/** The part of the report about more processes of one service. */
import type { ReplicasResult } from './measure-replicas.ts';
import { percent, table, whole } from './report-table.ts';
import { summarise } from './statistics.ts';

/** Nothing where it was not measured. */
export function replicasTable(results: readonly ReplicasResult[]): string[] {
  const [first] = results;
  if (!first) return [];
  const steps = first.steps.map(({ replicas }) => (replicas === 1 ? 'one' : String(replicas)));
  return [
    '## More processes of a service',
    '',
    'notes on MongoDB and auth on PostgreSQL, on a Keep of their own, each as so many processes behind one gateway: requests',
    'a second and, of those with one process, the part. All share the cores of this one machine with the gateway, the',
    'databases and the load itself, so that three processes cannot serve three times as much here, and nobody can be served',
    'more than the one gateway passes on. What a request costs the service is given as microseconds of processor time, all',
    'its processes together. The writes of one person take turns; one process puts those that wait into one transaction.',
    '',
    ...table(
      ['', ...steps, ...steps.slice(1).map(step => `${step} of one`), ...steps.map(step => `µs, ${step}`)],
      results.map(({ name, steps }) => {
        const served = steps.map(step => summarise(step.requestsPerSecond).median);
        const base = served[0] ?? Number.NaN;
        return [
          name,
          ...served.map(whole),
          ...served.slice(1).map(each => percent(each / base)),
          ...steps.map(({ micros }) => (micros.length > 0 ? whole(summarise(micros).median) : '')),
        ];
      }),
    ),
    '',
  ];
}
