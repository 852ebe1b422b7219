/** How many wrong passwords are borne, and how long the next one waits after too many. */

export type SignInLimits = {
  /** Wrong passwords of one account from one origin in a minute. */
  perMinute: number;
  /** Wrong passwords of one account from one origin before each further one costs a wait. */
  free: number;
  /** Wrong passwords of one account from all strangers together before each further one costs them a wait. */
  freeOfStrangers: number;
  /** Milliseconds. */
  longestWait: number;
  /** Wrong passwords of strangers from one network in an hour, whatever the accounts. */
  perNetwork: number;
};

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Milliseconds to wait after the `failures`-th wrong password since the last right one: 1 s, 2 s, 4 s ... */
export function waitAfter(failures: number, free: number, longestWait: number): number {
  if (failures < free) return 0;
  return Math.min(longestWait, 1_000 * 2 ** Math.min(30, failures - free));
}
