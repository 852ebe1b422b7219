/** Starts Keep for a test: on a temporary data directory unless told. */
import { type RunOptions, runKeep, type StartedKeep } from './run-keep.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export { type CommandResult, runLauncher, type StartedKeep } from './run-keep.ts';

export type KeepOptions = Partial<RunOptions>;

/** Resolves once it is ready. Rejects with what was printed when it ends before that. The code must be built. */
export function startKeep(options: KeepOptions = {}): Promise<StartedKeep> {
  return runKeep({ dataDir: temporaryDirectory(), ...options });
}
