/** Erases a person: everything that is theirs goes, and the answer is sent each time it is asked for. */
import { userErased } from '@keep/contracts/notes-events';
import type { Clock } from '@keep/service-kit/clock';
import { makeEvent } from '@keep/service-kit/make-event';
import type { ErasureStore } from '../ports.ts';

/** Rows of a kind in one transaction: others can write in between, and an interrupted erasure goes on where it was. */
const CHUNK = 200;

/** `requestId` is the id of the event that asks; `group` the consumer that heard it. */
type ErasureRequest = { userId: string; group: string; requestId: string };

export function makeEraseUser({ erasure, clock }: { erasure: ErasureStore; clock: Clock }) {
  return async ({ userId, group, requestId }: ErasureRequest): Promise<void> => {
    await erasure.bar(userId, clock());
    while (await erasure.eraseSome(userId, CHUNK));
    const answer = makeEvent(userErased, userId, { userId }, { source: 'keep/notes', now: clock() });
    await erasure.finish(userId, group, requestId, answer);
  };
}

export type EraseUser = ReturnType<typeof makeEraseUser>;
