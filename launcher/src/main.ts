/** `npm start` and `npm run dev`: reads the settings, takes the lock, runs the system until it is told to stop. */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listUsers } from '@keep/contracts/auth-internal-http';
import { makeOnlyPrivateFiles } from '@keep/service-kit/private-files';
import { internalClient } from './internal-client.ts';
import { startControlApi } from './control-api.ts';
import { dataDirectory, type DataDirectory, prepareDataDirectory } from './data-directory.ts';
import { watchAndRestart } from './dev.ts';
import { assertPortUsable, makeFreePort } from './free-port.ts';
import { takeInstanceLock } from './instance-lock.ts';
import { KeepError } from './keep-error.ts';
import { awaitLeftovers } from './leftover-processes.ts';
import { keepLogsSmall } from './log-file.ts';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.ts';
import { newSetUpCode, secret, writeCallers } from './secrets.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings-read.ts';
import { startTable } from './start-table.ts';
import { nameOf, System, type SystemPlan } from './supervise.ts';
import { oneProcess, services, servicesOf } from './topology.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const PARENT_CHECK = 250;

type Options = { settings: Settings; isDev: boolean; inspect: readonly string[] };

/** Runs Keep; resolves with the exit code once every process has ended. */
export async function main(mode: string, argv: readonly string[]): Promise<number> {
  makeOnlyPrivateFiles();
  process.stdout.on('error', () => undefined);
  try {
    await run(readOptions(mode, argv));
    return 0;
  } catch (error) {
    if (!(error instanceof KeepError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function readOptions(mode: string, argv: readonly string[]): Options {
  const options = { shape: { type: 'string' }, inspect: { type: 'string', multiple: true } } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    const environment = values.shape === undefined ? process.env : { ...process.env, KEEP_SHAPE: values.shape };
    return { settings: readSettings(environment), isDev: mode === 'dev', inspect: values.inspect ?? [] };
  } catch (error) {
    if (error instanceof KeepError) throw error;
    throw new KeepError(
      `${String(error instanceof Error ? error.message : error)}: there are --shape=one and --inspect=SERVICE.`,
      { cause: error },
    );
  }
}

async function run(options: Options): Promise<void> {
  const { settings } = options;
  const directory = dataDirectory(settings.dataDir);
  prepareDataDirectory(directory);
  const lock = takeInstanceLock(directory.run);
  if (!lock) throw alreadyRunning(directory);
  try {
    await awaitLeftovers(readRunFile(directory.run)?.children ?? []);
    if (settings.port !== 0) await assertPortUsable(settings.host, settings.port);
    await runSystem(options, directory);
  } finally {
    removeRunFile(directory.run);
    lock.release();
  }
}

function alreadyRunning(directory: DataDirectory): KeepError {
  const other = readRunFile(directory.run);
  const where = other ? ` (process ${other.pid}, ${other.url})` : '';
  return new KeepError(
    `Keep is already running on ${directory.path}${where}: use that one, stop it, or choose another KEEP_DATA_DIR.`,
  );
}

async function runSystem(options: Options, directory: DataDirectory): Promise<void> {
  const told = whenToldToStop();
  const system = await System.plan(planOf(options, directory), {
    tell: say,
    onChange: replicas => writeRun(replicas.flatMap(({ pid, plan }) => (pid ? [{ pid, entry: plan.entry }] : []))),
  });
  const token = randomBytes(32).toString('hex');
  const control = await startControlApi({ system, shape: options.settings.shape, token, onStop: () => told.stop() });
  const writeRun = (children: { pid: number; entry: string }[]) =>
    writeRunFile(directory.run, { pid: process.pid, port: control.port, token, url: system.url, children });
  const logs = keepLogsSmall(
    directory.logs,
    [oneProcess, ...services].map(({ name }) => name),
  );
  try {
    const startedAt = Date.now();
    say(`Starting ${whatStarts(options.settings)} ...`);
    await Promise.race([system.start(), told.promise]);
    if (!told.isTold()) await announce(system, options, directory, Date.now() - startedAt);
    const stopDev = options.isDev && !told.isTold() ? watchAndRestart(root, system, say) : undefined;
    await told.promise;
    stopDev?.();
    say('Stopping ...');
  } finally {
    await system.stop();
    logs.stop();
    control.close();
  }
  say('Keep has stopped.');
}

function whatStarts(settings: Settings): string {
  if (settings.shape === 'one') return 'all services in one process';
  return servicesOf(settings)
    .map(({ name }) => name)
    .join(', ');
}

function planOf({ settings, inspect, isDev }: Options, directory: DataDirectory): SystemPlan {
  return {
    root,
    settings,
    directory,
    places: {
      registryFile: join(directory.run, 'registry.json'),
      mailDir: directory.mail,
      setUpCode: settings.isExposed ? secret(directory.secrets, 'set-up-code', newSetUpCode) : undefined,
    },
    callersFile: writeCallers(directory.secrets, services),
    freePort: makeFreePort(process.pid),
    nodeArguments: nodeArguments(inspect, isDev),
  };
}

/** Node's usual one; the next service to inspect gets the next port. */
const DEBUGGER_PORT = 9229;

function nodeArguments(inspect: readonly string[], isDev: boolean): Record<string, string[]> {
  const all = [oneProcess, ...services].map(({ name }) => name);
  const unknown = inspect.find(name => !all.includes(name));
  if (unknown !== undefined)
    throw new KeepError(`There is no service ${unknown} to inspect: there are ${all.join(', ')}.`);
  const general = isDev ? ['--enable-source-maps'] : [];
  return Object.fromEntries(
    all.map(name => {
      const index = inspect.indexOf(name);
      return [name, index < 0 ? general : [...general, `--inspect=127.0.0.1:${DEBUGGER_PORT + index}`]];
    }),
  );
}

async function announce(
  system: System,
  { settings, inspect }: Options,
  directory: DataDirectory,
  took: number,
): Promise<void> {
  say(await startTable(system.replicas));
  for (const [index, name] of inspect.entries())
    say(`\n  The debugger of ${name} listens at 127.0.0.1:${DEBUGGER_PORT + index}.`);
  if (settings.isExposed && !(await mayHaveAccount(system, directory)))
    say(`\n  There is no account yet. The first one needs the set-up code ${secret(directory.secrets, 'set-up-code')}`);
  const elsewhere = settings.publicUrl === undefined ? '' : ` and, from elsewhere, ${settings.publicUrl}`;
  const missing = system.replicas.filter(({ state }) => state !== 'ready').map(nameOf);
  const without = missing.length === 0 ? '' : `, without ${missing.join(', ')}`;
  say(`\n  Keep is ready in ${(took / 1000).toFixed(1)} s${without}: ${system.url}${elsewhere}\n`);
}

/** Also true where auth cannot start, and nobody knows. */
async function mayHaveAccount(system: System, directory: DataDirectory): Promise<boolean> {
  const auth = internalClient('auth', system.authUrl, directory.secrets);
  const first = await auth.call(listUsers, { query: { limit: '1' } }).catch(() => undefined);
  return first?.users.length !== 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** npm passes on a signal that the terminal has sent already, so a second one means nothing. */
function whenToldToStop(): { promise: Promise<void>; stop(): void; isTold(): boolean } {
  let told = false;
  let stop: () => void = () => undefined;
  const promise = new Promise<void>(resolve => {
    stop = () => {
      told = true;
      resolve();
    };
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (process.env['npm_lifecycle_event'] !== undefined) whenParentEnds(stop);
  return { promise, stop, isTold: () => told };
}

/** Nobody can stop what npm started once npm itself was killed. */
function whenParentEnds(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || stop(), PARENT_CHECK).unref();
}
