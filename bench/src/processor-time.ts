/** The processor time of processes, from Linux's own accounting: it says more than the clock on a machine that others use too. */
import { readFile } from 'node:fs/promises';

/** Microseconds by process. */
export type ProcessorTime = Record<string, number>;

export type NamedProcess = { name: string; pid: number };

/** `/proc` counts in hundredths of a second. */
const TICK = 10_000;

/** What each process has used since it began; undefined where the system does not tell. */
export async function processorTimeOf(processes: readonly NamedProcess[]): Promise<ProcessorTime | undefined> {
  if (process.platform !== 'linux') return undefined;
  const used = processes.map(async ({ name, pid }) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The fields are counted from behind the name of the program, which may hold anything.
    const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13); // prettier-ignore
    return [name, (Number(user) + Number(system)) * TICK] as const;
  });
  return Object.fromEntries(await Promise.all(used));
}

/** What was used from `before` to `after`, for each of `requests`. */
export function usedForEach(before: ProcessorTime, after: ProcessorTime, requests: number): ProcessorTime {
  return Object.fromEntries(Object.keys(before).map(name => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / requests])); // prettier-ignore
}

export function sumOf(time: ProcessorTime): number {
  return Object.values(time).reduce((sum, each) => sum + each, 0);
}
