/** Load shedding: with more work at hand than can be done in time, refusing quickly serves more people than queueing. */

import type { FullReason } from './queue-limit.ts';

export type LoadOptions = {
  /** Requests at a time; 0 switches the limit off. */
  maxInFlight: number;
  /** Milliseconds by which the event loop may be late; 0 switches the limit off. */
  maxLagMs: number;
};

/** With fewer requests than this at hand, it is not they who make the loop late, and refusing them would help nobody. */
const LAG_COUNTS_FROM = 50;

export type ShedReason = 'in-flight' | 'event-loop-lag' | FullReason;

/** Why a further request is refused, or undefined when it may come in. `inFlight` are those before it. */
export function shedReason(options: LoadOptions, inFlight: number, lagMs: number): ShedReason | undefined {
  if (options.maxInFlight > 0 && inFlight >= options.maxInFlight) return 'in-flight';
  if (options.maxLagMs > 0 && lagMs > options.maxLagMs && inFlight >= LAG_COUNTS_FROM) return 'event-loop-lag';
  return undefined;
}
