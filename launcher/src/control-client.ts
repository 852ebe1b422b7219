/** How commands reach the running launcher: by the address and the token in its run file. */
import type { z } from 'zod';
import type { ControlCall, controlCalls } from './control-api.ts';
import { dataDirectory, type DataDirectory } from './data-directory.ts';
import { KeepError } from './keep-error.ts';
import { readRunFile } from './run-file.ts';
import { type Environment, readSettings } from './settings.ts';
import { systemStatus, type SystemStatus } from './system-status.ts';

export type RunningKeep = {
  directory: DataDirectory;
  /** Calls the control API. A refusal is a `KeepError`. */
  call<Call extends ControlCall>(name: Call, input: z.input<(typeof controlCalls)[Call]>): Promise<unknown>;
  status(): Promise<SystemStatus>;
};

/** The Keep that runs on the data directory of `environment`, or undefined. */
export async function findRunningKeep(environment: Environment): Promise<RunningKeep | undefined> {
  const directory = dataDirectory(readSettings(environment).dataDir);
  const file = readRunFile(directory.run);
  if (!file) return undefined;
  const call = async (name: ControlCall, input: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${file.port}/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${file.token}` },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as { sentence?: string };
    if (!response.ok) throw new KeepError(answer.sentence ?? `The launcher answered ${response.status}.`);
    return answer;
  };
  const keep: RunningKeep = { directory, call, status: async () => systemStatus.parse(await call('status', {})) };
  return (await keep.status().catch(() => undefined)) && keep;
}

/** The same, where a command cannot do without. */
export async function runningKeep(environment: Environment): Promise<RunningKeep> {
  const keep = await findRunningKeep(environment);
  if (keep) return keep;
  const { dataDir } = readSettings(environment);
  throw new KeepError(`Keep is not running on ${dataDir}: start it with npm start, or name its data by KEEP_DATA_DIR.`);
}
