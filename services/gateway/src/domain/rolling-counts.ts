/** Counts of the last moments, in slots that are forgotten one by one: what a breaker and a budget look back on. */

const SLOTS = 10;
/** Older than any window. */
const NEVER = -Infinity;

type Slot = { index: number; total: number; marked: number };

/** `total` counts everything, `marked` those of it that matter (failures, retries). Times are milliseconds. */
export class RollingCounts {
  readonly #slotMs: number;
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({ index: NEVER, total: 0, marked: 0 }));

  constructor(windowMs: number) {
    this.#slotMs = windowMs / SLOTS;
  }

  addTotal(now: number): void {
    this.#slotAt(now).total += 1;
  }

  addMarked(now: number): void {
    this.#slotAt(now).marked += 1;
  }

  /** The sums of the window that ends now. */
  sums(now: number): { total: number; marked: number } {
    const oldest = Math.floor(now / this.#slotMs) - SLOTS + 1;
    let total = 0;
    let marked = 0;
    for (const slot of this.#slots) {
      if (slot.index < oldest) continue;
      total += slot.total;
      marked += slot.marked;
    }
    return { total, marked };
  }

  clear(): void {
    for (const slot of this.#slots) slot.index = NEVER;
  }

  #slotAt(now: number): Slot {
    const index = Math.floor(now / this.#slotMs);
    const slot = this.#slots[index % SLOTS] as Slot;
    if (slot.index !== index) {
      slot.index = index;
      slot.total = 0;
      slot.marked = 0;
    }
    return slot;
  }
}
