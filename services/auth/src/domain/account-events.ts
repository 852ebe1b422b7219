/** The events that auth stores with its changes. */
import {
  addressVerified,
  keysRotated,
  sessionRevoked,
  userDeletionRequested,
  userRegistered,
} from '@keep/contracts/auth-events';
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { addressHashOf } from '@keep/service-kit/address-hash';
import { makeEvent } from '@keep/service-kit/make-event';
import type { Deletion } from './deletion.ts';

const source = 'keep/auth';

export function userRegisteredEvent(userId: string, now: Date): EventEnvelope {
  return makeEvent(userRegistered, userId, { userId, registeredAt: now.toISOString() }, { source, now });
}

export function addressVerifiedEvent(userId: string, email: string, verifiedAt: Date): EventEnvelope {
  const data = { userId, addressHash: addressHashOf(email), verifiedAt: verifiedAt.toISOString() };
  return makeEvent(addressVerified, userId, data, { source, now: verifiedAt });
}

export function sessionRevokedEvent(userId: string, sessionId: string, now: Date): EventEnvelope {
  return makeEvent(sessionRevoked, userId, { userId, sessionId, revokedAt: now.toISOString() }, { source, now });
}

export function deletionRequestedEvent({ userId, sharedNotes }: Deletion, now: Date): EventEnvelope {
  return makeEvent(userDeletionRequested, userId, { userId, sharedNotes }, { source, now });
}

export function keysRotatedEvent(signingKeyId: string, now: Date): EventEnvelope {
  return makeEvent(keysRotated, null, { signingKeyId }, { source, now });
}
