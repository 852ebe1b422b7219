/** Work that must come to the same end wherever its process is killed. */
import { expect } from 'vitest';

class Killed extends Error {}

/** A port that dies with the process that calls it. */
type Mortal = <Port extends object>(port: Port) => Port;

/** Runs `work` again and again until it comes through, each time killed one call of its ports later. */
export async function killedAnywhere(work: (mortal: Mortal) => Promise<void>): Promise<void> {
  for (let calls = 0; ; calls += 1) {
    let left = calls;
    const mortal: Mortal = port =>
      new Proxy(port, {
        get:
          (target, name) =>
          async (...given: unknown[]) => {
            if ((left -= 1) < 0) throw new Killed();
            const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
            return method.apply(target, given);
          },
      });
    const outcome = await work(mortal).catch((error: unknown) => error);
    if (outcome === undefined) return;
    expect(outcome).toBeInstanceOf(Killed);
  }
}
