/** How much work one merge may do, so that no pair of texts holds up whoever waits behind it. */

/** Counted in steps of a few nanoseconds, not by the clock: the same merge gives the same text everywhere. */
export type Effort = { left: number };

const STEPS_OF_A_MERGE = 600_000;

export function newEffort(): Effort {
  return { left: STEPS_OF_A_MERGE };
}

/** False once there is no effort left: whoever asked then does without. */
export function spend(effort: Effort, steps: number): boolean {
  const isEnough = effort.left >= steps;
  effort.left = isEnough ? effort.left - steps : 0;
  return isEnough;
}
