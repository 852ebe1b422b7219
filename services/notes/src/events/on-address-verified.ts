/** An address belongs to an account from now on: whoever was invited by it becomes a member. */
import { addressVerified } from '@keep/contracts/auth-events';
import type { EventHandler } from '@keep/service-kit/event-bus';
import type { AdmitInvited } from '../use-cases/admit-invited.ts';

export function makeOnAddressVerified(admitInvited: AdmitInvited, group: string): EventHandler {
  return async event => {
    const { userId, addressHash, verifiedAt } = addressVerified.data.parse(event.data);
    await admitInvited({ userId, addressHash, verifiedAt }, { group, eventId: event.id });
  };
}
