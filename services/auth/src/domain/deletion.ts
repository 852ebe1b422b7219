/** The erasure of a person: a saga that waits for every participant, then erases auth's own part, then purges the log. */

export type SharedNotes = 'remove' | 'hand-over';

/** `waiting`: for participants. `erased`: only the log is left to purge. `done`: the row is the tombstone. */
export type DeletionState = 'waiting' | 'erased' | 'done';

export type Deletion = { userId: string; sharedNotes: SharedNotes };

/** Everything in the log that is the person's. */
export function subjectsOf(userId: string): string {
  return `keep.*.${userId}.>`;
}
