/** What is shown once all is ready: one row for each process. */
import { processStatus } from './system-status.ts';
import type { Replica } from './replica.ts';
import { duration, megabytes, textTable } from './text-table.ts';

export async function startTable(replicas: readonly Replica[]): Promise<string> {
  const rows = (await Promise.all(replicas.map(processStatus))).map(({ service, pid, memory, readyIn }) => [
    service,
    String(pid ?? '-'),
    megabytes(memory ?? undefined),
    readyIn === null ? '-' : duration(readyIn),
  ]);
  return `\n${textTable(['service', 'pid', 'memory', 'ready in'], rows, { right: ['pid', 'memory', 'ready in'] })}`;
}
