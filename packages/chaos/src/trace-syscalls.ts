/** Watches what a running process asks of the system, by strace, where that is installed and allowed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Trace = {
  /** Lets the process go on alone; answers the calls in the order in which they returned, one a line. */
  stop: () => Promise<string[]>;
};

/** Resolves once every thread of the process is watched, or with undefined where it cannot be. */
export async function traceSyscalls(pid: number, calls: readonly string[]): Promise<Trace | undefined> {
  const strace = spawn('strace', ['-f', '-s', '32', '-e', `trace=${calls.join(',')}`, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(strace, 'close').catch(() => undefined);
  let output = '';
  // It writes everything to stderr: first that it is attached, then the calls.
  strace.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const attached = new Promise<boolean>(resolve => {
    strace.stderr.on('data', () => /attached/.test(output) && resolve(true));
    void ended.then(() => resolve(false));
  });
  if (!(await attached)) return undefined;
  return {
    async stop() {
      strace.kill('SIGINT');
      await ended;
      return output.split('\n').filter(line => / = -?\d+/.test(line));
    },
  };
}
