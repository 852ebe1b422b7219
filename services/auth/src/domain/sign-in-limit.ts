/** How many wrong passwords are borne, and how long an account waits after too many. */

export type SignInLimits = {
  /** Wrong passwords of one account from one address in a minute. */
  perMinute: number;
  /** Wrong passwords of one account, wherever they come from, before each further one costs a wait. */
  free: number;
  /** Milliseconds. */
  longestWait: number;
};

export const MINUTE = 60_000;

/** Milliseconds that an account waits after its `failures`-th wrong password since the last right one: 1 s, 2 s, 4 s ... */
export function waitAfter(failures: number, limits: SignInLimits): number {
  if (failures < limits.free) return 0;
  return Math.min(limits.longestWait, 1_000 * 2 ** Math.min(30, failures - limits.free));
}
