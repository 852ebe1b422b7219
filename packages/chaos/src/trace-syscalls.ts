/** Watches what running processes ask of the system, by strace, where that is installed and allowed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Trace = {
  /** Lets the processes go on alone; answers the calls, one a line, in the order in which they returned or were cut in on. */
  stop: () => Promise<string[]>;
};

/** Resolves once every thread of the processes is watched, or with undefined where they cannot be. */
export async function traceSyscalls(pids: readonly number[], calls: readonly string[]): Promise<Trace | undefined> {
  const targets = pids.flatMap(pid => ['-p', String(pid)]);
  const strace = spawn('strace', ['-f', '-s', '32', '-e', `trace=${calls.join(',')}`, ...targets], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(strace, 'close').catch(() => undefined);
  let output = '';
  // It writes everything to stderr: first that it is attached, then the calls.
  strace.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const attached = new Promise<boolean>(resolve => {
    strace.stderr.on('data', () => (output.match(/ attached/g) ?? []).length >= pids.length && resolve(true));
    void ended.then(() => resolve(false));
  });
  if (!(await attached)) return undefined;
  return {
    async stop() {
      strace.kill('SIGINT');
      await ended;
      return output.split('\n').filter(line => / = -?\d+|<unfinished/.test(line));
    },
  };
}
