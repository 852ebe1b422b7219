/** The part of the report about processor time: who does the work of a request, and how much of it is the storage's own. */
import type { Measured } from './measure-requests.ts';
import { type ProcessorTime, sumOf } from './processor-time.ts';
import { percent, table, whole } from './report-table.ts';
import { summarise } from './statistics.ts';
import type { Way } from './targets.ts';

type Requests = readonly ({ name: string } & Measured)[];

/** Nothing where the system does not tell. */
export function processorTimeTable(requests: Requests): string[] {
  const [first] = requests;
  if (!first || first.times.gateway.length === 0) return [];
  const processesOf = (way: Way) => Object.keys(first.times[way][0] ?? {});
  const columns = (['gateway', 'limit'] as const).flatMap(way => processesOf(way).map(name => ({ way, name })));
  return [
    '## Processor time',
    '',
    'Microseconds of processor time that each process spends for one request, its events relayed and what else it does',
    'in the meantime: medians. A machine that is busy with other things changes these less than the requests a second.',
    'The limit in the first column is its processor time as a part of that through the gateway.',
    '',
    ...table(
      ['', 'the limit', 'all of Keep', ...columns.map(({ way, name }) => (way === 'limit' ? `limit: ${name}` : name))],
      requests.map(({ name, times }) => [
        name,
        percent(median(ratios(times.limit, times.gateway))),
        whole(median(times.gateway.map(sumOf))),
        ...columns.map(column => whole(median(times[column.way].map(time => time[column.name] ?? 0)))),
      ]),
    ),
    '',
  ];
}

function ratios(times: readonly ProcessorTime[], bases: readonly ProcessorTime[]): number[] {
  return times.map((time, round) => sumOf(time) / sumOf(bases[round] ?? {}));
}

function median(values: readonly number[]): number {
  return summarise(values).median;
}
