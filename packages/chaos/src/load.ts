/** The parent's end of the process that makes load. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadReport } from './load-order.ts';

export type LoadMaker = {
  /** One order at a time. */
  make(order: LoadOrder): Promise<LoadReport>;
  stop(): Promise<void>;
};

/** Starts a process of its own, so that the load does not wait for what watches it. The code must be built. */
export function startLoadMaker(): LoadMaker {
  const file = fileURLToPath(new URL('../dist/load-generator.js', import.meta.url));
  // Without the options of the test runner, which make imports find the sources.
  const child = fork(file, { execArgv: [] });
  return {
    async make(order) {
      const answer = once(child, 'message');
      child.send(order);
      return ((await answer) as [LoadReport])[0];
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
