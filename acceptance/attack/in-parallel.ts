/** Many requests at once, as an attacker sends them, and so that thousands take no longer than they must. */

const AT_ONCE = 8;

export async function inParallel<T>(values: readonly T[], attempt: (value: T) => Promise<void>): Promise<void> {
  const waiting = [...values];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await attempt(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
