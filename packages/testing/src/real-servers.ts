/** The real PostgreSQL, MongoDB and NATS that tests run on: throw-away ones of what is installed, or those of a URL. */
import { findProgram } from './find-program.ts';
import { type MongoOptions, startMongoServer } from './mongo-server.ts';
import { type MongoSet, startMongoSet } from './mongo-set.ts';
import { type NatsCluster, type NatsOptions, startNatsCluster, startNatsServer } from './nats-server.ts';
import { type PostgresOptions, startPostgresServer } from './postgres-server.ts';
import type { RealServer } from './real-server.ts';

const engines = {
  postgres: { program: 'postgres', variable: 'TEST_POSTGRES_URL' },
  mongo: { program: 'mongod', variable: 'TEST_MONGO_URL' },
  nats: { program: 'nats-server', variable: 'TEST_NATS_URL' },
} as const;
export type Engine = keyof typeof engines;

/** A server to use; one that was given by its URL is left alone by `stop`. Others have more: see `RealServer`. */
export type TestServer = { url: string; stop(): Promise<void> };

/**
 * Whether tests over an engine can run, for `describe.skipIf(!engineIsThere('postgres'))`.
 * With `CI=true` all must be there: it throws instead of answering false.
 */
export function engineIsThere(engine: Engine): boolean {
  if (givenUrl(engine) !== undefined || programOf(engine) !== undefined) return true;
  if (process.env['CI'] === 'true') throw new Error(howToGet(engine));
  return false;
}

/** A server to make databases, users or streams of one's own in. */
export async function startEngine(engine: Engine): Promise<TestServer> {
  const url = givenUrl(engine);
  if (url !== undefined) return { url, stop: () => Promise.resolve() };
  if (engine === 'postgres') return startPostgres();
  return engine === 'mongo' ? startMongo() : startNats();
}

/** Always a new server, which may be killed and started again. */
export function startPostgres(options?: PostgresOptions): Promise<RealServer> {
  return startPostgresServer(programFor('postgres'), options);
}

export function startMongo(options?: MongoOptions): Promise<RealServer> {
  return startMongoServer(programFor('mongo'), options);
}

/** Three nodes that keep everything three times. */
export function startThreeMongo(): Promise<MongoSet> {
  return startMongoSet(programFor('mongo'));
}

export function startNats(options?: NatsOptions): Promise<RealServer> {
  return startNatsServer(programFor('nats'), options);
}

/** Three nodes that keep everything three times. */
export function startThreeNats(options?: NatsOptions): Promise<NatsCluster> {
  return startNatsCluster(programFor('nats'), options);
}

export function isInstalled(engine: Engine): boolean {
  return programOf(engine) !== undefined;
}

/** As `engineIsThere`, for tests that must start a server of their own to break it. */
export function engineCanStart(engine: Engine): boolean {
  if (isInstalled(engine)) return true;
  if (process.env['CI'] === 'true') throw new Error(howToGet(engine));
  return false;
}

function givenUrl(engine: Engine): string | undefined {
  return process.env[engines[engine].variable] || undefined;
}

function programOf(engine: Engine): string | undefined {
  return findProgram(engines[engine].program);
}

function programFor(engine: Engine): string {
  const program = programOf(engine);
  if (program === undefined) throw new Error(howToGet(engine));
  return program;
}

function howToGet(engine: Engine): string {
  const { program, variable } = engines[engine];
  return `There is no ${program} on this machine: install it, or set ${variable} to the address of a server for tests.`;
}
