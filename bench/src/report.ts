/** Writes down what was measured, and what each figure compares. */
import type { Engine } from './engine.ts';
import type { Machine } from './machine.ts';
import type { Growth } from './measure-growth.ts';
import { processorTimeTable } from './report-processor-time.ts';
import { replicasTable } from './report-replicas.ts';
import { streamTables } from './report-streams.ts';
import { megabytes, percent, table, whole } from './report-table.ts';
import type { AtRest, Results } from './run-benchmark.ts';
import type { Scale } from './scale.ts';
import { summarise, type Summary, summariseRatios } from './statistics.ts';
import { type Way, ways } from './targets.ts';

export type ReportFacts = { date: Date; machine: Machine; engine: Engine; scale: Scale; isQuick: boolean };

const titles: Record<Way, string> = {
  gateway: 'through the gateway',
  service: 'straight at notes',
  one: 'shape one',
  limit: 'the limit',
};

const engineTitles: Record<Engine, string> = {
  sqlite: 'SQLite, as `npm start` uses it; each write is on the disk before its answer',
  mongodb: 'MongoDB, a replica set of one on this machine; each write is in its journal before its answer',
};

export function reportOf(results: Results, facts: ReportFacts): string {
  return [
    ...opening(facts),
    ...requestTables(results.requests),
    ...processorTimeTable(results.requests),
    ...growthTable(results.growth),
    ...restTable(results.rest),
    ...streamTables(results.streams),
    ...replicasTable(results.replicas),
  ].join('\n');
}

function opening({ date, machine, engine, scale, isQuick }: ReportFacts): string[] {
  const { cores, processor, memory, node, system, load } = machine;
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`. Figures of one machine mean little on another: what counts are the ratios, each of two',
    'measurements that followed each other in the same run. What stands in the way of the aims, and what was tried:',
    '[speed](speed.md).',
    '',
    `- Date: ${date.toISOString().slice(0, 10)}${isQuick ? ' (`--quick`: shows that it runs, the figures mean little)' : ''}`,
    `- Machine: ${cores} cores (${processor}), ${(memory / 2 ** 30).toFixed(0)} GiB, ${system}, Node ${node}; load average at the start ${load.toFixed(1)}`,
    `- Engine of notes: ${engineTitles[engine]}`,
    `- Load: a process of its own, ${scale.connections} connections that ask, wait and ask again; ${scale.rounds} rounds of ${scale.seconds} s by turns after one to warm up; limits on rates off, logs and metrics as they are`,
    '',
  ];
}

function requestTables(requests: Results['requests']): string[] {
  return [
    '## Requests',
    '',
    'The limit is a bare `node:http` proxy before a bare handler that does the same storage work on the same engine:',
    'the same joins, indexes, rows and commits, but no authentication, validation, limits, logs, metrics or traces, and',
    'nothing that sends its events on. Straight at notes spares the gateway; shape one is all services in one process.',
    '',
    'Requests a second: median (lowest to highest).',
    '',
    ...table(
      ['', ...ways.map(way => titles[way])],
      requests.map(({ name, rounds }) => [name, ...ways.map(way => spread(summarise(rounds[way]), whole))]),
    ),
    '',
    'The same through the gateway, as a part of each of the others: median of the ratios of each round (lowest to highest).',
    '',
    ...table(
      ['', 'of the limit', 'of straight at notes', 'of shape one'],
      requests.map(({ name, rounds }) => [
        name,
        ...(['limit', 'service', 'one'] as const).map(way =>
          spread(summariseRatios(rounds.gateway, rounds[way]), percent),
        ),
      ]),
    ),
    '',
  ];
}

function growthTable(growth: readonly Growth[]): string[] {
  const [base] = growth;
  if (!base) return [];
  return [
    '## A list page as the notes grow',
    '',
    'Pages of 50, straight at notes, of people who have that many notes in the same database (made through',
    '`POST /notes/batch`): requests a second, and the ratio to the person who has fewest. The middle page is the one',
    'after half of the notes.',
    '',
    ...table(
      ['notes of one person', 'first page', `of that with ${base.notes}`, 'middle page', `of that with ${base.notes}`],
      growth.map(({ notes, firstPage, middlePage }) => [
        notes.toLocaleString('en'),
        spread(summarise(firstPage), whole),
        spread(summariseRatios(firstPage, base.firstPage), percent),
        spread(summarise(middlePage), whole),
        spread(summariseRatios(middlePage, base.middlePage), percent),
      ]),
    ),
    '',
  ];
}

function restTable({ services, one }: Results['rest']): string[] {
  return [
    '## At rest',
    '',
    'Memory as the proportional share (PSS) on Linux, what is resident elsewhere, in MB: two seconds after the start, and',
    'after all of the above. Time to ready is that of a second start, when all is built and the databases are there.',
    '',
    ...table(['process', 'idle', 'after the load'], [...memoryRows('services', services), ...memoryRows('one', one)]),
    '',
    ...table(
      ['shape', 'time to ready'],
      [
        ['services', `${services.readyIn} s`],
        ['one', `${one.readyIn} s`],
      ],
    ),
    '',
  ];
}

function memoryRows(shape: string, { idle, afterLoad }: AtRest): string[][] {
  const rows = Object.keys(idle).map(name => [name, megabytes(idle[name]), megabytes(afterLoad[name])]);
  return [...rows, [`**all of shape ${shape}**`, megabytes(sum(idle)), megabytes(sum(afterLoad))]];
}

function sum(values: Record<string, number>): number {
  return Object.values(values).reduce((total, value) => total + value, 0);
}

function spread({ median, min, max }: Summary, format: (value: number) => string): string {
  return `${format(median)} (${format(min)} to ${format(max)})`;
}
