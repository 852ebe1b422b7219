/** Kills, freezes and thaws the processes of a running Keep. */
import { eventually } from '@keep/testing/eventually';
import type { StartedKeep } from '@keep/testing/start-keep';

export type Frozen = {
  pid: number;
  /** Lets it go on where it was; does nothing when it is gone. */
  thaw(): void;
};

/** Kills every process of a service without warning; resolves once the launcher has started as many new ones. */
export async function killUntilReplaced(keep: StartedKeep, service: string, within = 60_000): Promise<void> {
  const killed = await keep.kill(service, 'SIGKILL');
  await eventually(async () => {
    const running = (await keep.pids())[service] ?? [];
    if (running.length < killed.length || running.some(pid => killed.includes(pid)))
      throw new Error(`${service} was not started again within ${within} ms`);
  }, within);
}

/** Kills every process of a service without warning; resolves once as many new ones are ready to work. */
export async function killUntilReady(keep: StartedKeep, service: string, within = 60_000): Promise<void> {
  const killed = await keep.kill(service, 'SIGKILL');
  await eventually(async () => {
    const ready = (await keep.processes()).filter(({ holds, state }) => holds.includes(service) && state === 'ready');
    if (ready.filter(({ pid }) => !killed.includes(pid ?? 0)).length < killed.length)
      throw new Error(`${service} was not ready again within ${within} ms`);
  }, within);
}

/** Stops a process in the middle of whatever it does (SIGSTOP): it holds its connections and says nothing. `replica` counts from 0. */
export async function freeze(keep: StartedKeep, service: string, replica = 0): Promise<Frozen> {
  const pid = (await keep.pids())[service]?.[replica];
  if (pid === undefined) throw new Error(`there is no process ${replica} of ${service}`);
  process.kill(pid, 'SIGSTOP');
  return { pid, thaw: () => signal(pid, 'SIGCONT') };
}

/** Kills a frozen process where it stands. */
export function killFrozen({ pid }: Frozen): void {
  signal(pid, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
