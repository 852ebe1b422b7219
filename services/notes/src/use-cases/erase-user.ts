/** Erases a person: everything that is theirs goes, and the answer is sent each time it is asked for. */
import { userErased } from '@keep/contracts/notes-events';
import type { Clock } from '@keep/service-kit/clock';
import { makeEvent } from '@keep/service-kit/make-event';
import type { ErasureStore } from '../ports.ts';
import type { EndSharing, SharedNotesWish } from './end-sharing.ts';

/** Rows of a kind in one transaction: others can write in between, and an interrupted erasure goes on where it was. */
const CHUNK = 200;

/** `requestId` is the id of the event that asks; `group` the consumer that heard it. */
type ErasureRequest = { userId: string; sharedNotes: SharedNotesWish; group: string; requestId: string };
type Dependencies = { erasure: ErasureStore; endSharing: EndSharing; clock: Clock };

export function makeEraseUser({ erasure, endSharing, clock }: Dependencies) {
  return async ({ userId, sharedNotes, group, requestId }: ErasureRequest): Promise<void> => {
    await erasure.bar(userId, clock());
    // Somebody who was invited before may become a member of one of the notes at any time.
    do {
      await endSharing({ userId, sharedNotes });
      while (await erasure.eraseSome(userId, CHUNK));
    } while (await erasure.hasNotes(userId));
    const answer = makeEvent(userErased, userId, { userId }, { source: 'keep/notes', now: clock() });
    await erasure.finish(userId, group, requestId, answer);
  };
}

export type EraseUser = ReturnType<typeof makeEraseUser>;
