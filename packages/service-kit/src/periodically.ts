/** Runs background work again and again, never twice at once. */
import type { Logger } from './logger.ts';
import { runOutsideOfContext } from './request-context.ts';
import { isOfTheStart } from './start-grace.ts';

export type Periodic = {
  /** Runs it now instead of at its time. */
  wake(): void;
  /** Stops, and waits for the run that is under way. */
  stop(): Promise<void>;
};

/** Runs `work` at once and then `interval` milliseconds after each end; a failure is logged and does not stop it. */
export function periodically(name: string, interval: number, logger: Logger, work: () => Promise<void>): Periodic {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;
  let wanted = false;

  function run(): void {
    clearTimeout(timer);
    if (stopped) return;
    if (running) {
      wanted = true;
      return;
    }
    wanted = false;
    // Whoever wakes it is not whom it works for: nothing of their request belongs to this.
    running = runOutsideOfContext(work)
      .catch((error: unknown) => {
        const level = isOfTheStart(error) ? 'debug' : 'warn';
        logger[level]({ err: error, task: name }, 'background task failed; it will run again');
      })
      .finally(() => {
        running = undefined;
        if (wanted) run();
        else if (!stopped) timer = setTimeout(run, interval).unref();
      });
  }

  run();
  return {
    wake: run,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
