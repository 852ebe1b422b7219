/** What notes hears of the others. */
import { userDeletionRequested } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import type { EventBus, Subscription } from '@keep/service-kit/event-bus';
import type { EraseUser } from '../use-cases/erase-user.ts';
import { makeOnUserDeletionRequested } from './on-user-deletion-requested.ts';

const ERASURE = 'notes.erasure';

export function subscribe(bus: EventBus, { eraseUser }: { eraseUser: EraseUser }): Subscription[] {
  const erasure = { name: ERASURE, subjects: [anyonesSubject(userDeletionRequested.type)] };
  return [bus.consume(erasure, makeOnUserDeletionRequested(eraseUser, ERASURE))];
}
