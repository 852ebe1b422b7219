/** How long a dead process waits for its restart. */

const FIRST_WAIT = 100;
const LONGEST_WAIT = 1_000;
/** One that held this long died of something new: it is restarted at once. */
const STABLE_AFTER = 5_000;

/** Answers the wait in milliseconds: none at first, then doubling up to a second while it keeps dying young. */
export function makeBackOff(): { next(livedFor: number): number } {
  let youngDeaths = 0;
  return {
    next(livedFor) {
      youngDeaths = livedFor >= STABLE_AFTER ? 1 : youngDeaths + 1;
      return youngDeaths === 1 ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (youngDeaths - 2));
    },
  };
}
