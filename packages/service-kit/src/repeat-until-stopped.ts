/** A loop over something that may be away: it goes on by itself, slower while it fails. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription } from './event-bus.ts';
import type { Logger } from './logger.ts';
import { isOfTheStart } from './start-grace.ts';

const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 1_000;

/** Calls `turn` again and again until closed; `signal` aborts then. Closing waits for the turn that is under way. */
export function repeatUntilStopped(
  name: string,
  logger: Logger,
  turn: (signal: AbortSignal) => Promise<void>,
): Subscription {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    let failures = 0;
    let isReported = false;
    while (!signal.aborted) {
      try {
        await turn(signal);
        if (isReported) logger.info({ task: name }, 'back again');
        isReported = false;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        if (!isReported && !isOfTheStart(error)) {
          isReported = true;
          logger.warn({ err: error, task: name }, 'interrupted; it will be tried until it works');
        }
        await pause(Math.min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** (failures - 1)), signal);
      }
    }
  }

  const running = run();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

/** Waits about `millis`, or less when `signal` aborts; the jitter keeps many waiters apart. */
export async function pause(millis: number, signal: AbortSignal): Promise<void> {
  await delay(millis * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}
