/** What a load of writes was answered, and whether the system holds in the end what it said. */

/** `ok`: it was acknowledged. `failed`: it was refused. `unknown`: no answer came, so either may be true. */
export type Outcome = 'ok' | 'failed' | 'unknown';

/** What was written under a key, in any wording that a test can compare. */
export type Entry = { key: string; expected: string };

/** Keys of the entries that break the promise; all empty when it holds. */
export type Breaches = {
  /** Acknowledged, and not there. */
  missing: string[];
  /** There more than once, whatever was answered. */
  doubled: string[];
  /** Acknowledged, and other than it was written. */
  changed: string[];
  /** Refused, and there all the same. */
  refused: string[];
};

/** Every `ok` must be there exactly once, each `unknown` at most once, nothing `failed` at all. */
export class Ledger {
  readonly #outcomes = new Map<string, { outcome: Outcome; expected: string }>();
  readonly #counts: Record<Outcome, number> = { ok: 0, failed: 0, unknown: 0 };

  /** Says how the write under `key` ended; a later word on the same key, such as that of a repetition, replaces it. */
  note(outcome: Outcome, { key, expected }: Entry): void {
    const before = this.#outcomes.get(key);
    if (before) this.#counts[before.outcome] -= 1;
    this.#counts[outcome] += 1;
    this.#outcomes.set(key, { outcome, expected });
  }

  count(outcome: Outcome): number {
    return this.#counts[outcome];
  }

  /** `found`: everything that the system holds in the end. */
  compare(found: readonly Entry[]): Breaches {
    const byKey = new Map<string, string[]>();
    for (const { key, expected } of found) byKey.set(key, [...(byKey.get(key) ?? []), expected]);
    const keysWhere = (breaks: (outcome: Outcome, expected: string, held: readonly string[]) => boolean) =>
      Array.from(this.#outcomes).flatMap(([key, { outcome, expected }]) =>
        breaks(outcome, expected, byKey.get(key) ?? []) ? [key] : [],
      );
    return {
      missing: keysWhere((outcome, _, held) => outcome === 'ok' && held.length === 0),
      doubled: Array.from(byKey).flatMap(([key, held]) => (held.length > 1 ? [key] : [])),
      changed: keysWhere((outcome, expected, held) => outcome === 'ok' && held.some(one => one !== expected)),
      refused: keysWhere((outcome, _, held) => outcome === 'failed' && held.length > 0),
    };
  }
}

/** What `compare` answers when nothing is wrong. */
export const noBreaches: Breaches = { missing: [], doubled: [], changed: [], refused: [] };
