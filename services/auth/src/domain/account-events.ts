/** The events that auth stores with its changes. */
import {
  addressVerified,
  keysRotated,
  REVOKED_PER_EVENT,
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

/** One event for each person, or a few where more sessions end than one event names: thousands of events would delay those of others. */
export function sessionsRevokedEvents(userId: string, sessionIds: readonly string[], now: Date): EventEnvelope[] {
  const events: EventEnvelope[] = [];
  for (let at = 0; at < sessionIds.length; at += REVOKED_PER_EVENT) {
    const named = sessionIds.slice(at, at + REVOKED_PER_EVENT);
    const data = { userId, sessionId: named[0] ?? '', sessionIds: named, revokedAt: now.toISOString() };
    events.push(makeEvent(sessionRevoked, userId, data, { source, now }));
  }
  return events;
}

export function deletionRequestedEvent({ userId, sharedNotes }: Deletion, now: Date): EventEnvelope {
  return makeEvent(userDeletionRequested, userId, { userId, sharedNotes }, { source, now });
}

export function keysRotatedEvent(signingKeyId: string, now: Date): EventEnvelope {
  return makeEvent(keysRotated, null, { signingKeyId }, { source, now });
}
