/** When an event comes again after it was refused, and when it is given up. */

/** Milliseconds before each further attempt; after one failure more than there are pauses it is a dead letter. */
const PAUSES = [200, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000];
/** Milliseconds until a consumer whose own store is down is asked again. */
const OUTAGE_PAUSE = 1_000;

export type Refusal = { failures: number; unavailable: boolean };

/** The state after a refusal, `failures` being those before it; `pause` is null for a dead letter. */
export function afterRefusal({ failures, unavailable }: Refusal): { failures: number; pause: number | null } {
  if (unavailable) return { failures, pause: OUTAGE_PAUSE };
  return { failures: failures + 1, pause: PAUSES[failures] ?? null };
}
