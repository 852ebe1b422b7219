/** On what it was measured: what a reader needs to compare, and nothing that names the machine. */
import { cpus, loadavg, totalmem } from 'node:os';

export type Machine = { cores: number; processor: string; memory: number; node: string; system: string; load: number };

export function thisMachine(): Machine {
  const all = cpus();
  return {
    cores: all.length,
    processor: all[0]?.model.trim() ?? 'unknown',
    memory: totalmem(),
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    load: loadavg()[0] ?? 0,
  };
}
