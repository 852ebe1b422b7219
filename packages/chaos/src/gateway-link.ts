/** Puts proxies between the gateway and the replicas of a service, so that this link can be broken. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedKeep } from '@keep/testing/start-keep';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/**
 * Answers one proxy for each replica of `service`, in the order of the registry. It rewrites the file in which the
 * gateway looks for replicas, so it holds until the launcher writes that anew: when a replica comes or goes.
 */
export async function interpose(keep: StartedKeep, service: string): Promise<TcpProxy[]> {
  const path = join(keep.dataDir, 'run', 'registry.json');
  const registry = JSON.parse(await readFile(path, 'utf8')) as Record<string, string[]>;
  const proxies = await Promise.all((registry[service] ?? []).map(startTcpProxy));
  const changed = JSON.stringify({ ...registry, [service]: proxies.map(({ url }) => url) });
  // In one step, as the launcher does: the gateway must never read half a file.
  await writeFile(`${path}.chaos`, changed);
  await rename(`${path}.chaos`, path);
  return proxies;
}
