/** What notes hears of the others. */
import { addressVerified, userDeletionRequested } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import type { EventBus, Subscription } from '@keep/service-kit/event-bus';
import type { UseCases } from '../use-cases/use-cases.ts';
import { makeOnAddressVerified } from './on-address-verified.ts';
import { makeOnUserDeletionRequested } from './on-user-deletion-requested.ts';

const ERASURE = 'notes.erasure';
const ADDRESSES = 'notes.addresses';

type Handlers = Pick<UseCases, 'eraseUser' | 'admitInvited'>;

export function subscribe(bus: EventBus, { eraseUser, admitInvited }: Handlers): Subscription[] {
  const erasure = { name: ERASURE, subjects: [anyonesSubject(userDeletionRequested.type)] };
  const addresses = { name: ADDRESSES, subjects: [anyonesSubject(addressVerified.type)] };
  return [
    bus.consume(erasure, makeOnUserDeletionRequested(eraseUser, ERASURE)),
    bus.consume(addresses, makeOnAddressVerified(admitInvited, ADDRESSES)),
  ];
}
