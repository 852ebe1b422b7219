/** `ps`: which processes run, how they are, and what they cost. */
import { runningKeep } from '../control-client.ts';
import type { ProcessStatus } from '../system-status.ts';
import { duration, megabytes, textTable } from '../text-table.ts';
import { type Command, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

const head = ['service', 'pid', 'state', 'memory', 'up for', 'restarts', 'port'];

export const ps: Command = {
  name: 'ps',
  usage: '[--json]',
  summary: 'show the processes: state, memory, uptime, restarts',
  async run(argv, io) {
    const { values } = readArguments(ps, argv, { json: { type: 'boolean' } });
    const status = await (await runningKeep(io.environment)).status();
    if (values.json) {
      print(io, JSON.stringify(status, null, 2));
      return 0;
    }
    print(io, textTable(head, status.processes.map(row), { right: ['pid', 'memory', 'up for', 'restarts', 'port'] }));
    for (const { reason, ...process } of status.processes)
      if (reason !== null) print(io, `\n  ${nameOf(process)} cannot start and is tried again. ${reason}`);
    print(io, `\n  ${status.url}`);
    return 0;
  },
};

function nameOf({ service, number }: Pick<ProcessStatus, 'service' | 'number'>): string {
  return number === 1 ? service : `${service} ${number}`;
}

function row({ service, number, pid, state, memory, upFor, restarts, port }: ProcessStatus): string[] {
  return [
    nameOf({ service, number }),
    String(pid ?? '-'),
    state,
    megabytes(memory ?? undefined),
    duration(upFor),
    String(restarts),
    String(port),
  ];
}
