/** Waits for a condition instead of sleeping. */
import { setTimeout as delay } from 'node:timers/promises';

/** Repeats `check` until it does not throw, and answers its result; after `within` milliseconds its last error is thrown. */
export async function eventually<T>(check: () => T | Promise<T>, within = 5_000): Promise<T> {
  const until = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(10);
    }
  }
}
