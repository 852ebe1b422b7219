/** The part of the report about open streams. */
import type { StreamsResult } from './measure-streams.ts';
import { megabytes, table } from './report-table.ts';
import { percentile } from './statistics.ts';

export function streamTables(results: readonly StreamsResult[]): string[] {
  return [
    '## Open streams',
    '',
    'Streams through the gateway, opened by twenties for as many people, on a Keep of their own with embedded engines.',
    'Memory of all processes of a service in MB (PSS), at rest after the start and after the streams were opened. Node',
    'gives memory of its start back when it likes: where a process has more of that than its streams need, a figure is below 0.',
    '',
    ...table(
      ['', 'without streams', 'with them', 'KB a stream'],
      results.flatMap(({ replicas, streams, memory }) =>
        Object.entries(memory).map(([name, { before, after }]) => [
          `${name}, with ${title(replicas)} and ${streams.toLocaleString('en')} streams`,
          megabytes(before),
          megabytes(after),
          ((after - before) / 1e3 / streams).toFixed(1),
        ]),
      ),
    ),
    '',
    'How long a hint takes: milliseconds from the answer of the save until the stream has it, in the same client.',
    '',
    ...table(
      ['', 'hints', 'median', '95 %', 'longest'],
      results.flatMap(({ replicas, delays }) =>
        delays.map(({ name, millis }) => [
          `${title(replicas)}, ${name}`,
          millis.length.toLocaleString('en'),
          ...[0.5, 0.95, 1].map(part => percentile(millis, part).toFixed(1)),
        ]),
      ),
    ),
    '',
  ];
}

function title(replicas: number): string {
  return replicas === 1 ? 'one process of notify' : `${replicas} processes of notify`;
}
