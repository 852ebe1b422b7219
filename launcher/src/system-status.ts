/** What runs right now, as the control API answers it and `ps` shows it. */
import { z } from 'zod';
import { processMemory } from './process-memory.ts';
import type { Replica } from './replica.ts';

export const systemStatus = z.object({
  /** The launcher's own process. */
  pid: z.int(),
  /** Where people reach Keep, as seen from this machine. */
  url: z.string(),
  authUrl: z.string(),
  /** Null where NATS takes the broker's place. */
  brokerUrl: z.string().nullable(),
  shape: z.enum(['services', 'one']),
  processes: z.array(
    z.object({
      service: z.string(),
      /** The services that live in this process: one, or all of them. */
      holds: z.array(z.string()),
      number: z.int(),
      pid: z.int().nullable(),
      port: z.int(),
      opsPort: z.int(),
      state: z.enum(['starting', 'ready', 'restarting', 'failed', 'stopping', 'stopped']),
      /** Why it cannot start. */
      reason: z.string().nullable(),
      restarts: z.int(),
      /** Milliseconds. */
      upFor: z.number(),
      readyIn: z.number().nullable(),
      /** Bytes. */
      memory: z.number().nullable(),
    }),
  ),
});
export type SystemStatus = z.output<typeof systemStatus>;
export type ProcessStatus = SystemStatus['processes'][number];

export async function processStatus(replica: Replica): Promise<ProcessStatus> {
  const { plan, pid, state, reason, restarts, startedAt, readyIn } = replica;
  const { service, holds, number, port, opsPort } = plan;
  return {
    service,
    holds: [...holds],
    number,
    pid: pid ?? null,
    port,
    opsPort,
    state,
    reason: reason ?? null,
    restarts,
    upFor: pid === undefined ? 0 : Date.now() - startedAt,
    readyIn: readyIn ?? null,
    memory: pid === undefined ? null : ((await processMemory(pid)) ?? null),
  };
}
