/** Which revisions of a note are given up as they age, so that a long life stays bounded. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Each span lies within one of the next, so that what a later thinning keeps is never given up by an earlier one. */
const ages = [
  { from: 30 * DAY, span: 7 * DAY },
  { from: DAY, span: DAY },
  { from: HOUR, span: HOUR },
];

/** How often a note is thinned, in revisions, and how many of its newest are looked at, so that a save stays short. */
export const THINNING = { every: 16, looksAt: 1_000, givesUp: 100 } as const;

export type RevisionMark = { revision: number; editedBy: string; editedAt: string };

/**
 * The revisions to give up of `newest` (newest first), oldest first. Kept are all of the last hour, the last of each
 * hour for a day, of each day for a month and of each week after; always the newest, what somebody else's edit
 * replaced, two of one instant (a merge and what of the edit gave way in it), and the first, so that there is an older one for each that is
 * given up.
 */
export function outdated(newest: readonly RevisionMark[], now: Date): number[] {
  const times = newest.map(({ editedAt }) => Date.parse(editedAt));
  return newest
    .filter(({ revision, editedBy }, index) => {
      const [time = 0, nextTime, earlierTime] = [times[index], times[index - 1], times[index + 1]];
      return (
        revision > 1 &&
        nextTime !== undefined &&
        editedBy === newest[index - 1]?.editedBy &&
        time !== nextTime &&
        time !== earlierTime &&
        isOneSpan(time, nextTime, now)
      );
    })
    .map(({ revision }) => revision)
    .toReversed();
}

/** Whether what was written at `time` and next at `nextTime` is of one span at its age. */
function isOneSpan(time: number, nextTime: number, now: Date): boolean {
  const span = ages.find(({ from }) => now.getTime() - time >= from)?.span;
  return span !== undefined && Math.floor(time / span) === Math.floor(nextTime / span);
}
