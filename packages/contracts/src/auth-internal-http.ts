/** What auth answers to other processes of Keep (the kit's background fetches, the gateway, the launcher), never to people. */
import { z } from 'zod';
import { email, me, personName } from './auth-http.ts';
import { answeredTimestamp, pageQuery } from './ids.ts';
import { defineRoute } from './route.ts';

const tag = 'internal';

/** A session that ended less than an access token's life ago; `sessionId` is the token's `sid`. */
export const revokedSession = z.object({ sessionId: z.string(), revokedAt: answeredTimestamp });

export const listRevokedSessions = defineRoute({
  method: 'GET',
  path: '/internal/revoked-sessions',
  operationId: 'listRevokedSessions',
  summary: 'Sessions revoked within the life of an access token',
  tag,
  access: 'internal',
  callers: ['services'],
  responses: { 200: { description: 'All of them', schema: z.object({ sessions: z.array(revokedSession) }) } },
});

export const exchangeToken = defineRoute({
  method: 'POST',
  path: '/internal/token-exchange',
  operationId: 'exchangeToken',
  summary: 'An API token for a scoped access token of 60 s',
  tag,
  access: 'internal',
  callers: ['gateway'],
  body: z.strictObject({ token: z.string().max(512) }),
  responses: { 200: { description: 'Exchanged', schema: z.object({ accessToken: z.string(), expiresIn: z.int() }) } },
});

export const rotateKeys = defineRoute({
  method: 'POST',
  path: '/internal/keys/rotate',
  operationId: 'rotateKeys',
  summary: 'Promote the next signing key and publish the one after it',
  tag,
  access: 'internal',
  callers: ['launcher'],
  responses: { 200: { description: 'Rotated', schema: z.object({ signingKeyId: z.string(), nextKeyId: z.string() }) } },
});

export const listUsers = defineRoute({
  method: 'GET',
  path: '/internal/users',
  operationId: 'listUsers',
  summary: 'All accounts',
  tag,
  access: 'internal',
  callers: ['launcher'],
  query: z.strictObject(pageQuery),
  responses: {
    200: { description: 'Oldest first', schema: z.object({ users: z.array(me), nextCursor: z.string().nullable() }) },
  },
});

export const addUser = defineRoute({
  method: 'POST',
  path: '/internal/users',
  operationId: 'addUser',
  summary: 'Make an account with a generated password, whatever KEEP_SIGN_UP says',
  tag,
  access: 'internal',
  body: z.strictObject({ email, name: personName }),
  callers: ['launcher'],
  responses: { 201: { description: 'Shown this once', schema: z.object({ user: me, password: z.string() }) } },
  problems: ['email-taken'],
});

export const setUserPassword = defineRoute({
  method: 'POST',
  path: '/internal/users/reset-password',
  operationId: 'setUserPassword',
  summary: 'Give an account a new generated password; ends its sessions, and revokes its API tokens',
  tag,
  access: 'internal',
  callers: ['launcher'],
  body: z.strictObject({ email }),
  responses: { 200: { description: 'Shown this once', schema: z.object({ password: z.string() }) } },
  problems: ['not-found'],
});

export const internalRoutes = [
  listRevokedSessions,
  exchangeToken,
  rotateKeys,
  listUsers,
  addUser,
  setUserPassword,
] as const;
