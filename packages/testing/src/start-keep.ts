/** Starts Keep for a test: on a temporary data directory unless told; with `TEST_ENGINES=real`, on servers of its own. */
import { afterAll } from 'vitest';
import { type Engines, startEngines } from './engines.ts';
import { engineCanStart } from './real-servers.ts';
import { type RunOptions, runKeep, type StartedKeep } from './run-keep.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export { runLauncher, type StartedKeep } from './run-keep.ts';

export type KeepOptions = Partial<RunOptions>;

/** Whether PostgreSQL, MongoDB and JetStream take the place of the embedded engines. */
export const onRealEngines = process.env['TEST_ENGINES'] === 'real';

/** By data directory: who starts Keep on it again finds the same data. */
const started = new Map<string, Promise<Engines>>();

afterAll(async () => {
  for (const engines of started.values()) await (await engines).stop();
  started.clear();
});

/** Resolves once it is ready. Rejects with what was printed when it ends before that. The code must be built. */
export async function startKeep(options: KeepOptions = {}): Promise<StartedKeep> {
  const dataDir = options.dataDir ?? temporaryDirectory();
  const variables = onRealEngines ? (await enginesOf(dataDir)).variables : {};
  return runKeep({ ...options, dataDir, env: { ...variables, ...options.env } });
}

/** The servers that a Keep runs on with `TEST_ENGINES=real`. */
export async function serversOf({ dataDir }: StartedKeep): Promise<Engines['servers']> {
  return (await started.get(dataDir))?.servers ?? {};
}

function enginesOf(dataDir: string): Promise<Engines> {
  const engines = started.get(dataDir) ?? startEngines((['postgres', 'mongo', 'nats'] as const).filter(engineCanStart));
  started.set(dataDir, engines);
  return engines;
}
