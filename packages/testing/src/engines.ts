/** The engines that `npm run engines` starts: those that are installed, and what Keep is told of each. */
import { type Engine, isInstalled, startMongo, startNats, startPostgres } from './real-servers.ts';
import type { RealServer } from './real-server.ts';

const starts: Record<Engine, () => Promise<RealServer>> = {
  postgres: startPostgres,
  mongo: startMongo,
  nats: startNats,
};

export type Engines = {
  /** Such as `KEEP_NATS_URL`, for the settings of Keep. */
  variables: Readonly<Record<string, string>>;
  /** To look into them, and to break them. */
  servers: Readonly<Partial<Record<Engine, RealServer>>>;
  stop: () => Promise<void>;
};

export function installedEngines(): Engine[] {
  return (['postgres', 'mongo', 'nats'] as const).filter(isInstalled);
}

/** Starts them side by side; when one cannot be started, stops the others. */
export async function startEngines(engines: readonly Engine[]): Promise<Engines> {
  const outcomes = await Promise.allSettled(engines.map(engine => starts[engine]()));
  const servers = outcomes.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const stop = async () => void (await Promise.all(servers.map(server => server.stop())));
  const failed = outcomes.find(outcome => outcome.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const byEngine = engines.map((engine, index) => [engine, servers[index]] as const);
  const urls = byEngine.map(([engine, server]) => [`KEEP_${engine.toUpperCase()}_URL`, server?.url ?? ''] as const);
  // Ours are started so, and a server does not tell it.
  const sync = engines.includes('nats') ? { KEEP_NATS_SYNC: 'always' } : {};
  return { variables: { ...Object.fromEntries(urls), ...sync }, servers: Object.fromEntries(byEngine), stop };
}
