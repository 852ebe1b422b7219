/** The erasure of a person: a saga that waits for every participant, then erases auth's own part, then the mails and the log. */

export type SharedNotes = 'remove' | 'hand-over';

/** `waiting`: for participants. `erased`: only mails in files and the log are left. `done`: the row is the tombstone. */
export type DeletionState = 'waiting' | 'erased' | 'done';

export type Deletion = { userId: string; sharedNotes: SharedNotes };

/** `email` is null where the mails are gone already. `heardAt` moves on whenever a participant answers again. */
export type Erased = { userId: string; email: string | null; heardAt: Date };

/** Everything in the log that is the person's. */
export function subjectsOf(userId: string): string {
  return `keep.*.${userId}.>`;
}
