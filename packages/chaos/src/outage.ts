/** Keeps a service down for as long as a test wants, and gives it back with its data or without. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedKeep } from '@keep/testing/start-keep';
import { freeze, killFrozen } from './processes.ts';

export type Outage = {
  /** Lets the launcher start it again: on what it had stored, or on nothing. */
  end(data: 'kept' | 'lost'): Promise<void>;
};

/**
 * Kills a service and puts a file in the place of its data folder, so that no attempt to start it again succeeds. For a
 * service of one process.
 */
export async function takeDown(keep: StartedKeep, service: string): Promise<Outage> {
  const folder = join(keep.dataDir, service);
  const aside = `${folder}.aside`;
  // Frozen first: nothing may be written or started anew between the two steps.
  const frozen = await freeze(keep, service);
  await rename(folder, aside);
  await writeFile(folder, '');
  killFrozen(frozen);
  return {
    async end(data) {
      if (data === 'lost') await rm(aside, { recursive: true });
      await rm(folder);
      if (data === 'kept') await rename(aside, folder);
    },
  };
}
