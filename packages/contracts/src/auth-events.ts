/** What auth tells the others. People appear by id only. */
import { z } from 'zod';
import { defineEvent } from './event-envelope.ts';

/** An account can be used from now on: it was made, and its address counts as verified. */
export const userRegistered = defineEvent({
  type: 'auth.user-registered.v1',
  summary: 'An account can be used from now on',
  delivery: 'log',
  data: z.looseObject({ userId: z.string(), registeredAt: z.iso.datetime() }),
});

/** Starts the erasure saga; repeated until every participant has answered. */
export const userDeletionRequested = defineEvent({
  type: 'auth.user-deletion-requested.v1',
  summary: 'A person asked to be erased: every service erases its part and answers <service>.user-erased.v1',
  delivery: 'log',
  consumers: ['notes'],
  data: z.looseObject({ userId: z.string(), sharedNotes: z.enum(['remove', 'hand-over']) }),
});

/** `sessionId` is what access tokens carry as `sid`; a token issued for it counts no more. */
export const sessionRevoked = defineEvent({
  type: 'auth.session-revoked.v1',
  summary: 'A session, or an API token, ended before its time',
  delivery: 'broadcast',
  data: z.looseObject({ userId: z.string(), sessionId: z.string(), revokedAt: z.iso.datetime() }),
});

export const keysRotated = defineEvent({
  type: 'auth.keys-rotated.v1',
  summary: 'The set of public keys changed: fetch it anew',
  delivery: 'broadcast',
  data: z.looseObject({ signingKeyId: z.string() }),
});

export const events = [userRegistered, userDeletionRequested, sessionRevoked, keysRotated] as const;
