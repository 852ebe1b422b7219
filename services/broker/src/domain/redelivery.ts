/** When an event comes again after it was refused, and when it is given up. */
import { OUTAGE_PAUSE, REDELIVERY_PAUSES } from '@keep/contracts/broker-internal-http';

export type Refusal = { failures: number; unavailable: boolean };

/** The state after a refusal, `failures` being those before it; `pause` is null for a dead letter. */
export function afterRefusal({ failures, unavailable }: Refusal): { failures: number; pause: number | null } {
  if (unavailable) return { failures, pause: OUTAGE_PAUSE };
  return { failures: failures + 1, pause: REDELIVERY_PAUSES[failures] ?? null };
}
