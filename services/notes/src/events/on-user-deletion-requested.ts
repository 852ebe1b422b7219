/** A person asked to be erased: notes erases its part and answers. */
import { userDeletionRequested } from '@keep/contracts/auth-events';
import type { EventHandler } from '@keep/service-kit/event-bus';
import type { EraseUser } from '../use-cases/erase-user.ts';

export function makeOnUserDeletionRequested(eraseUser: EraseUser, group: string): EventHandler {
  return async event => {
    const { userId, sharedNotes } = userDeletionRequested.data.parse(event.data);
    await eraseUser({ userId, sharedNotes, group, requestId: event.id });
  };
}
