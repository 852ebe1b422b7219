/** How much work one merge may do, so that no pair of texts holds up whoever waits behind it. */

/** Counted in steps of a few nanoseconds, not by the clock: the same merge gives the same text everywhere. */
export type Effort = { left: number };

const STEPS_OF_A_MERGE = 1_000_000;

export function newEffort(): Effort {
  return { left: STEPS_OF_A_MERGE };
}

/** False once there is no effort left: whoever asked then does without. */
export function spend(effort: Effort, steps: number): boolean {
  effort.left -= steps;
  return effort.left >= 0;
}
