/** What a load of writes was answered, and whether all that was acknowledged is there in the end, once. */

export type Entry = { key: string; expected: string };

/** A write is repeated under its own key until it is answered, as a client that loses no word does. */
export class Ledger {
  readonly #acknowledged: Entry[] = [];
  attempts = 0;

  acknowledge(entry: Entry): void {
    this.#acknowledged.push(entry);
  }

  get acknowledged(): readonly Entry[] {
    return this.#acknowledged;
  }

  /** `found` by key: everything that the system holds in the end. Answers what is missing, doubled, or other than written. */
  compare(found: readonly Entry[]): { missing: string[]; doubled: string[]; changed: string[] } {
    const byKey = new Map<string, Entry[]>();
    for (const entry of found) byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry]);
    const missing: string[] = [];
    const changed: string[] = [];
    for (const { key, expected } of this.#acknowledged) {
      const entries = byKey.get(key) ?? [];
      if (entries.length === 0) missing.push(key);
      if (entries.some(entry => entry.expected !== expected)) changed.push(key);
    }
    const doubled = [...byKey].flatMap(([key, entries]) => (entries.length > 1 ? [key] : []));
    return { missing, doubled, changed };
  }
}
