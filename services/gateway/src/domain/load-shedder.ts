/** Load shedding: with more work at hand than can be done in time, refusing quickly serves more people than queueing. */

export type LoadOptions = {
  /** Requests at a time; 0 switches the limit off. */
  maxInFlight: number;
  /** Milliseconds by which the event loop may be late; 0 switches the limit off. */
  maxLagMs: number;
};

export type ShedReason = 'in-flight' | 'event-loop-lag';

/** Why a further request is refused, or undefined when it may come in. */
export function shedReason(options: LoadOptions, inFlight: number, lagMs: number): ShedReason | undefined {
  if (options.maxInFlight > 0 && inFlight > options.maxInFlight) return 'in-flight';
  if (options.maxLagMs > 0 && lagMs > options.maxLagMs) return 'event-loop-lag';
  return undefined;
}
