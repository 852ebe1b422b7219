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

/**
 * An address of this account counts as verified: at sign-up (at once, or by its code) and after a change of address.
 * An account has one address: of its events the one with the newest `verifiedAt` counts, and no two have the same.
 *
 * `addressHash` is the SHA-256, in lower-case hex, of the UTF-8 bytes of the address, trimmed and lower-cased as
 * `email` of `auth-http.ts` does. A service that knows an address can find its account by it, and no address stands in
 * the log. It is a pseudonym, no secret: whoever reads the log can try addresses that they guess.
 */
export const addressVerified = defineEvent({
  type: 'auth.address-verified.v1',
  summary: 'An address counts as verified from now on, in place of the one that the account had before',
  delivery: 'log',
  consumers: ['notes'],
  data: z.looseObject({
    userId: z.string(),
    addressHash: z.string().regex(/^[0-9a-f]{64}$/),
    verifiedAt: z.iso.datetime(),
  }),
});

/** Starts the erasure saga; repeated until every participant has answered. */
export const userDeletionRequested = defineEvent({
  type: 'auth.user-deletion-requested.v1',
  summary: 'A person asked to be erased: every service erases its part and answers <service>.user-erased.v1',
  delivery: 'log',
  consumers: ['notes'],
  data: z.looseObject({ userId: z.string(), sharedNotes: z.enum(['remove', 'hand-over']) }),
});

/**
 * `sessionId` is what access tokens carry as `sid`; a token issued for it counts no more. Sessions of one person that
 * end together are one event, and so are API tokens: `sessionIds` names all of them, and `sessionId` is the first.
 */
export const sessionRevoked = defineEvent({
  type: 'auth.session-revoked.v1',
  summary: 'Sessions, or API tokens, of one person ended before their time',
  delivery: 'broadcast',
  data: z.looseObject({
    userId: z.string(),
    sessionId: z.string(),
    sessionIds: z.array(z.string()).optional(),
    revokedAt: z.iso.datetime(),
  }),
});

/** An event names at most this many sessions, about 80 KB. */
export const REVOKED_PER_EVENT = 2_000;

export const keysRotated = defineEvent({
  type: 'auth.keys-rotated.v1',
  summary: 'The set of public keys changed: fetch it anew',
  delivery: 'broadcast',
  data: z.looseObject({ signingKeyId: z.string() }),
});

export const events = [userRegistered, addressVerified, userDeletionRequested, sessionRevoked, keysRotated] as const;
