/** Runs the real launcher with all its services: Keep as its users and operators have it, for tests and for the benchmark. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guard } from './guard.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export type RunOptions = {
  /** `dev` is `npm run dev`: it compiles and restarts what changes. */
  mode?: 'start' | 'dev';
  shape?: 'services' | 'one';
  /** Further arguments of the command. */
  argv?: readonly string[];
  /** Further settings; `KEEP_PORT` is any free one unless told. */
  env?: Readonly<Record<string, string>>;
  dataDir: string;
  /** Milliseconds until it must be ready. */
  within?: number;
};

/** `holds`: the services that live in it. */
export type RunningProcess = {
  service: string;
  holds: string[];
  pid: number | null;
  port: number;
  opsPort: number;
  state: 'starting' | 'ready' | 'restarting' | 'failed' | 'stopping' | 'stopped';
};

export type CommandResult = { code: number | null; stdout: string; stderr: string };

export type StartedKeep = {
  /** Where people reach it: `http://127.0.0.1:<port>`. */
  url: string;
  dataDir: string;
  /** Of the launcher. */
  pid: number;
  /** What the launcher has printed so far. */
  output(): string;
  /** Runs one command of `npm run keep`. */
  keep(...argv: string[]): Promise<CommandResult>;
  /** What `ps` would say of each process but the launcher's own. */
  processes(): Promise<RunningProcess[]>;
  /** By service; in shape one every service has the same. */
  pids(): Promise<Record<string, number[]>>;
  /** By service: where each of its processes has `/metrics` and `/readyz`. */
  opsPorts(): Promise<Record<string, number[]>>;
  /** Sends a signal to all processes of a service; answers their ids. */
  kill(service: string, signal?: NodeJS.Signals): Promise<number[]>;
  /** As Ctrl-C would: resolves with the exit code once the launcher and all services have ended. */
  stop(): Promise<number | null>;
};

/** Resolves once it is ready. Rejects with what was printed when it ends before that. The code must be built. */
export async function runKeep(options: RunOptions): Promise<StartedKeep> {
  const { mode = 'start', shape = 'services', argv = [], env = {}, dataDir, within = 30_000 } = options;
  const environment = cleanEnvironment({ KEEP_PORT: '0', ...env, KEEP_DATA_DIR: dataDir, KEEP_SHAPE: shape });
  const launcher = runBootstrap([mode, ...argv], environment);
  const url = await readyUrl(launcher, within);
  const keep = (...argv: string[]) => runBootstrap(['cli', ...argv], environment).ended;

  const processes = async () => (await status(dataDir)).processes;

  async function byService(pick: (process: RunningProcess) => number | null) {
    const picked: Record<string, number[]> = {};
    for (const process of await processes())
      for (const service of process.holds) (picked[service] ??= []).push(...[pick(process) ?? []].flat());
    return picked;
  }
  const pids = () => byService(({ pid }) => pid);

  return {
    url,
    dataDir,
    pid: launcher.child.pid ?? 0,
    output: () => launcher.output(),
    keep,
    processes,
    pids,
    opsPorts: () => byService(({ opsPort }) => opsPort),
    async kill(service, signal = 'SIGKILL') {
      const found = (await pids())[service] ?? [];
      for (const pid of found) process.kill(pid, signal);
      return found;
    },
    async stop() {
      launcher.child.kill('SIGTERM');
      return (await launcher.ended).code;
    },
  };
}

/** What `ps` would say, asked of the launcher directly: tests ask often. */
async function status(dataDir: string): Promise<{ processes: RunningProcess[] }> {
  const file = await readFile(join(dataDir, 'run', 'launcher.json'), 'utf8');
  const { port, token } = JSON.parse(file) as { port: number; token: string };
  const response = await fetch(`http://127.0.0.1:${port}/status`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  return (await response.json()) as { processes: RunningProcess[] };
}

/** A start that is expected to fail, or any other run of the launcher to its end. */
export function runLauncher(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<CommandResult> {
  return runBootstrap(argv, cleanEnvironment(env)).ended;
}

type Run = { child: ChildProcess; output: () => string; ended: Promise<CommandResult> };

function runBootstrap([mode = '', ...argv]: readonly string[], environment: NodeJS.ProcessEnv): Run {
  const child = spawn(process.execPath, ['launcher/bootstrap.mjs', mode, '--no-build', ...argv], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const release = child.pid === undefined ? undefined : guard({ pid: child.pid });
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
  const ended = new Promise<CommandResult>(resolve => child.once('close', code => resolve({ code, ...text })));
  void ended.then(release);
  return { child, ended, output: () => text.stdout + text.stderr };
}

function readyUrl({ child, output, ended }: Run, within: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(`was not ready within ${within} ms`), within);
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`Keep ${why}:\n${output()}`));
    };
    child.stdout?.on('data', () => {
      const [, url] = /Keep is ready in [\d.]+ s(?:, without [\w, ]+)?: (http:\S+)/.exec(output()) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    void ended.then(({ code }) => fail(`ended with ${code}`));
  });
}

/** Nothing of what is set in the terminal may change a test. */
function cleanEnvironment(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(KEEP|AUTH|NOTES|NOTIFY|GATEWAY|BROKER|VITEST)_/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...own };
}
