/** One server program in the foreground: started, watched until it says that it is ready, ended at the latest with us. */
import { spawn } from 'node:child_process';
import { guard } from './guard.ts';

export type ServerCommand = {
  program: string;
  args: readonly string[];
  /** What it prints once it answers. */
  ready: RegExp;
  /** Milliseconds until it must be ready. */
  within: number;
  /** The user it runs as, where it refuses to be this one. */
  user?: { uid: number; gid: number } | undefined;
};

export type ServerProcess = {
  pid: number;
  ended: Promise<void>;
  signal(name: NodeJS.Signals): void;
};

/** Enough of what it printed to say why it failed. */
const KEPT_OUTPUT = 20_000;

/** Resolves once it is ready; rejects with what it printed when it ends before that. */
export function startServerProcess({ program, args, ready, within, user }: ServerCommand): Promise<ServerProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...user });
  const release = child.pid === undefined ? undefined : guard({ pid: child.pid });
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve()).once('error', () => resolve());
  });
  void ended.then(release);

  return new Promise((resolve, reject) => {
    let output = '';
    let isReady = false;
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${program} ${why}:\n${output}`));
    };
    const timer = setTimeout(() => fail(`was not ready within ${within} ms`), within);
    child.once('error', error => fail(`could not be run (${error.message})`));
    void ended.then(() => clearTimeout(timer)).then(() => fail('ended before it was ready'));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        // Read on even when it is ready: a full pipe would stop it.
        if (isReady) return;
        output = (output + text).slice(-KEPT_OUTPUT);
        if (!ready.test(output)) return;
        isReady = true;
        clearTimeout(timer);
        resolve({ pid: child.pid ?? 0, ended, signal: name => void child.kill(name) });
      });
  });
}
