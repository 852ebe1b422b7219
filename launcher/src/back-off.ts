/** How long a dead process waits for its restart. */

/** Milliseconds. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 1_000;
/** For a process that said why it cannot start: an operator changes that, or a server comes back. */
const LONGEST_AFTER_FAILURE = 10_000;
/** One that held this long died of something new: it is restarted at once. */
const STABLE_AFTER = 5_000;

/** Returns the wait in milliseconds: none at first, then doubling while it keeps dying young, up to a second or, after failed starts, ten. */
export function makeBackOff(): { next(livedFor: number, hasFailedToStart?: boolean): number } {
  let youngDeaths = 0;
  return {
    next(livedFor, hasFailedToStart = false) {
      youngDeaths = livedFor >= STABLE_AFTER && !hasFailedToStart ? 1 : youngDeaths + 1;
      if (youngDeaths === 1 && !hasFailedToStart) return 0;
      const longest = hasFailedToStart ? LONGEST_AFTER_FAILURE : LONGEST_WAIT;
      return Math.min(longest, FIRST_WAIT * 2 ** Math.max(0, youngDeaths - 2));
    },
  };
}
