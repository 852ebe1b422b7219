/** The engines that notes can be measured on. */
import { startEngine } from '@keep/testing/real-servers';

export const engines = ['sqlite', 'mongodb'] as const;
export type Engine = (typeof engines)[number];

/** `mongoUrl` is where notes and the limit keep their data; absent for SQLite, which needs no server. */
export type EngineServer = { mongoUrl?: string; stop(): Promise<void> };

/** A throw-away server of what is installed. */
export async function startEngineServer(engine: Engine): Promise<EngineServer> {
  if (engine === 'sqlite') return { stop: () => Promise.resolve() };
  const server = await startEngine('mongo');
  return { mongoUrl: server.url, stop: () => server.stop() };
}
