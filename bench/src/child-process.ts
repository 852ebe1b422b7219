/** Parts of the benchmark that run as processes of their own, so that none takes time from what is measured. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts a compiled file of this package, such as `limit/proxy`. It ends when its channel closes. */
export function startChild(file: string, ...argv: string[]): ChildProcess {
  return fork(join(import.meta.dirname, `${file}.js`), argv, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** The next message of a child. Rejects when it ends before. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const ended = once(child, 'exit', { signal: waiting.signal }).then(() => {
    throw new Error('A process of the benchmark ended before its time.');
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: waiting.signal }), ended])) as [unknown];
    return message;
  } finally {
    ended.catch(() => undefined);
    waiting.abort();
  }
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
