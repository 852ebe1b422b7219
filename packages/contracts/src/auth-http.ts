/** The public HTTP contract of auth: accounts, sessions, codes by mail, API tokens, and the public keys. */
import { z } from 'zod';
import { answeredTimestamp, pageQuery, timestamp, uuid } from './ids.ts';
import { nameOf } from './names.ts';
import { API_BASE, defineRoute, reservedScopes, scopes } from './route.ts';

const tag = 'auth';

/** Lower-cased and trimmed: the spelling by which an account is found. */
export const email = z.string().trim().toLowerCase().max(254).pipe(z.email()).meta({ format: 'email' });
export const newPassword = z.string().min(10, 'must have at least 10 characters').max(256);
const anyPassword = z.string().min(1).max(256);
export const personName = nameOf(100);
const code = z.string().regex(/^\d{8}$/, 'must be the 8 digits of the mail');
const transport = z
  .enum(['cookie', 'body'])
  .default('cookie')
  .describe('Where the refresh token goes: a cookie (browsers) or the body (everything else)');

export const user = z.object({ id: uuid, email: z.string(), name: z.string() }).meta({ id: 'User' });
export const me = user.extend({ createdAt: answeredTimestamp }).meta({ id: 'Me' });

export const signedIn = z
  .object({
    user,
    accessToken: z.string().describe('Sent as `Authorization: Bearer ...`'),
    expiresIn: z.int().describe('Seconds until the access token ends: get the next one with `refreshSession`'),
    refreshToken: z
      .string()
      .optional()
      .describe('With `transport: "body"` alone, or the cookie has it; each is used once'),
  })
  .meta({ id: 'SignedIn' });

export type SignedIn = z.infer<typeof signedIn>;

const accepted = z.object({ status: z.literal('code-sent') }).meta({ id: 'CodeSent' });
const signUpAccepted = accepted
  .extend({ signUpId: uuid.describe('Names this attempt to sign up: its code counts with it alone') })
  .meta({ id: 'SignUpCodeSent' });
const resetAccepted = accepted
  .extend({ resetId: uuid.describe('Names this request: the mailed code counts with it alone') })
  .meta({ id: 'ResetCodeSent' });

export const signUpBody = z.strictObject({
  email,
  password: newPassword,
  name: personName,
  transport,
  setUpCode: z
    .string()
    .max(100)
    .optional()
    .describe('What Keep printed at its start; the first account alone may need it'),
});
export const signInBody = z.strictObject({
  email,
  password: anyPassword,
  transport,
  signUpId: uuid.optional().describe('The attempt to sign up, where the address is not verified yet'),
});
export const refreshBody = z.strictObject({
  refreshToken: z.string().max(512).optional().describe('Where no cookie carries it'),
});

export const signUp = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/sign-up`,
  operationId: 'signUp',
  summary: 'Make an account',
  description:
    'Where sign-up is open, the answer is a session. Where addresses are verified, it is a `signUpId`, and a code goes to the address: give both to `verifyEmail`. The first account of a Keep may need the set-up code that Keep printed at its start.',
  tag,
  access: 'public',
  body: signUpBody,
  responses: {
    201: {
      description: 'The account, signed in',
      schema: signedIn,
      headers: { 'Set-Cookie': 'The refresh token, and the token of the device' },
    },
    202: {
      description: 'A code was mailed; the same answer whether or not the address has an account',
      schema: signUpAccepted,
    },
  },
  problems: [
    'sign-up-closed',
    'set-up-code-required',
    'email-taken',
    'too-many-codes',
    'too-many-sign-ins',
    'cross-site',
  ],
});

export const signIn = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/sign-in`,
  operationId: 'signIn',
  summary: 'Start a session',
  description:
    'Answers an access token for a few minutes, and a refresh token that exchanges it for the next one. Browsers keep the refresh token in a cookie; programs ask for it with `transport: "body"`. After many wrong passwords the answer is a 429 with the seconds to wait.',
  tag,
  access: 'public',
  body: signInBody,
  responses: {
    200: {
      description: 'Signed in',
      schema: signedIn,
      headers: { 'Set-Cookie': 'The refresh token, and the token of the device' },
    },
  },
  problems: ['wrong-credentials', 'email-not-verified', 'account-being-deleted', 'too-many-sign-ins', 'cross-site'],
});

export const refresh = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/refresh`,
  operationId: 'refreshSession',
  summary: 'Exchange the refresh token for its successor and a new access token',
  description:
    'Each refresh token counts once. It is answered again for a minute, until its successor is used, so that a lost answer ends nothing. After that, using it ends its session, since it may be stolen.',
  tag,
  access: 'public',
  body: refreshBody,
  bodyOptional: true,
  responses: { 200: { description: 'Refreshed', schema: signedIn, headers: { 'Set-Cookie': 'The successor' } } },
  problems: ['malformed-header', 'session-ended', 'cross-site'],
});

export const signOut = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/sign-out`,
  operationId: 'signOut',
  summary: 'End this session, named by its refresh token (cookie or body) or its access token',
  description:
    'Answers 204 also where the session has ended already, so that a client may forget it in any case. The cookie is removed.',
  tag,
  access: 'public',
  body: refreshBody,
  bodyOptional: true,
  responses: { 204: { description: 'Ended, or there was none' } },
  problems: ['malformed-header', 'cross-site'],
});

export const session = z
  .object({
    id: uuid,
    createdAt: answeredTimestamp,
    lastUsedAt: answeredTimestamp,
    userAgent: z.string().nullable(),
    current: z.boolean(),
  })
  .meta({ id: 'Session' });

export const listSessions = defineRoute({
  method: 'GET',
  path: `${API_BASE}/auth/sessions`,
  operationId: 'listSessions',
  summary: 'Where the account is signed in',
  description: 'Each session is one sign-in of a browser or a program. The session that asks has `current: true`.',
  tag,
  access: 'session',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Newest first',
      schema: z.object({ sessions: z.array(session), nextCursor: z.string().nullable() }),
    },
  },
});

export const endSession = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/auth/sessions/{id}`,
  operationId: 'endSession',
  summary: 'End one session; every process refuses it within 2 s',
  description:
    'Ends another session of the account, or the one that asks. Its access tokens are refused by every process within two seconds, and its live streams end.',
  tag,
  access: 'session',
  params: z.object({ id: uuid }),
  responses: { 204: { description: 'Ended' } },
});

export const endOtherSessions = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/auth/sessions`,
  operationId: 'endOtherSessions',
  summary: 'End all my sessions but this one; API tokens go on',
  description: 'The session that asks stays. API tokens are no sessions: revoke them with `revokeToken`.',
  tag,
  access: 'session',
  responses: { 204: { description: 'Ended' } },
});

export const verifyEmail = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/email/verify`,
  operationId: 'verifyEmail',
  summary:
    'Prove an address with the mailed code: completes a sign-up, or a change of address, which ends all other sessions',
  description:
    'Completes a sign-up, named by its `signUpId`, or a change of address, which the session that asked for it must complete. A code counts for some minutes and a few tries.',
  tag,
  access: 'public',
  body: z.strictObject({
    email,
    code,
    transport,
    signUpId: uuid
      .optional()
      .describe('The attempt to sign up; a change of address needs the access token of the session that asked instead'),
  }),
  responses: {
    200: {
      description: 'Verified, and signed in',
      schema: signedIn,
      headers: { 'Set-Cookie': 'The refresh token, and the token of the device' },
    },
  },
  problems: ['wrong-code', 'email-taken', 'unauthenticated', 'session-ended', 'cross-site'],
});

export const resendCode = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/email/resend`,
  operationId: 'resendCode',
  summary: 'Mail the verification code of a sign-up once more',
  description: 'Sends a new code for one sign-up. The answer is the same whether or not there is such a sign-up.',
  tag,
  access: 'public',
  body: z.strictObject({ email, signUpId: uuid }),
  responses: { 202: { description: 'The same answer whoever asks', schema: accepted } },
  problems: ['too-many-codes'],
});

export const changeEmail = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/email/change`,
  operationId: 'changeEmail',
  summary: 'Ask for another address; it counts once the same session gives its code to /auth/email/verify',
  description:
    'The address of the account stays as it is until the code that was mailed to the new address is given to `verifyEmail` by the same session.',
  tag,
  access: 'session',
  body: z.strictObject({ password: anyPassword, newEmail: email }),
  responses: { 202: { description: 'A code was mailed to the new address', schema: accepted } },
  problems: ['wrong-password', 'too-many-codes', 'too-many-sign-ins'],
});

export const forgotPassword = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/password/forgot`,
  operationId: 'requestPasswordReset',
  summary: 'Mail a code that resets the password',
  description:
    'Answers a `resetId` and mails a code; give both to `resetPassword`. The answer is the same whether or not the address has an account.',
  tag,
  access: 'public',
  body: z.strictObject({ email }),
  responses: { 202: { description: 'The same answer whoever asks', schema: resetAccepted } },
  problems: ['too-many-codes'],
});

export const resetPassword = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/password/reset`,
  operationId: 'resetPassword',
  summary: 'Set a new password with the mailed code; ends every session, and revokes every API token',
  description: 'Takes the mailed code with the `resetId` of its request. Sign in with the new password afterwards.',
  tag,
  access: 'public',
  body: z.strictObject({
    email,
    code,
    newPassword,
    resetId: uuid.describe('Of the answer of `forgotPassword`; tries count against its own code'),
  }),
  responses: { 204: { description: 'Set' } },
  problems: ['wrong-code'],
});

export const changePassword = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/password/change`,
  operationId: 'changePassword',
  summary: 'Change the password; ends all other sessions',
  description: 'Needs the current password. The session that asks goes on, all other sessions end.',
  tag,
  access: 'session',
  body: z.strictObject({
    currentPassword: anyPassword,
    newPassword,
    revokeTokens: z.boolean().default(false).describe('Whether every API token of the account is revoked as well'),
  }),
  responses: { 204: { description: 'Changed' } },
  problems: ['wrong-password', 'too-many-sign-ins'],
});

export const getMe = defineRoute({
  method: 'GET',
  path: `${API_BASE}/me`,
  operationId: 'getMe',
  summary: 'My account',
  description: 'Also for API tokens with the scope `account`. The entity tag changes with the account.',
  tag,
  access: 'account',
  responses: {
    200: { description: 'The account', schema: me, headers: { ETag: 'Of what is answered' } },
    304: { description: 'Not modified' },
  },
});

export const updateMe = defineRoute({
  method: 'PATCH',
  path: `${API_BASE}/me`,
  operationId: 'updateMe',
  summary: 'Change my name',
  description: 'The name is what other members of shared notes see.',
  tag,
  access: 'account',
  idempotent: true,
  body: z.strictObject({ name: personName }),
  responses: { 200: { description: 'The account', schema: me } },
});

export const deleteMe = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/me`,
  operationId: 'deleteMe',
  summary: 'Delete my account and all that is mine, in every service',
  description:
    'Needs the password. All sessions end at once; notes, labels and everything else are erased in the background. `sharedNotes` decides whether shared notes are erased for their members too, or handed over to one of them.',
  tag,
  access: 'session',
  idempotent: true,
  endsSession: true,
  body: z.strictObject({ password: anyPassword, sharedNotes: z.enum(['remove', 'hand-over']).default('remove') }),
  responses: { 204: { description: 'Signed out everywhere; the erasure goes on by itself' } },
  problems: ['wrong-password', 'too-many-sign-ins', 'cross-site'],
});

const scope = z
  .enum(scopes)
  .meta({ id: 'Scope', description: `Reserved, since no operation asks for them yet: ${reservedScopes.join(', ')}` });

export const apiToken = z
  .object({
    id: uuid,
    name: z.string(),
    scopes: z.array(scope),
    createdAt: answeredTimestamp,
    expiresAt: answeredTimestamp.nullable(),
    lastUsedAt: answeredTimestamp.nullable().describe('To a few minutes; null before the first use'),
  })
  .meta({ id: 'ApiToken' });

export const createToken = defineRoute({
  method: 'POST',
  path: `${API_BASE}/auth/tokens`,
  operationId: 'createToken',
  summary: 'Make an API token; its text is shown this once',
  description:
    'The answer holds the text of the token, which is not stored and cannot be shown again. A program sends it as a Bearer token in place of an access token.',
  tag,
  access: 'session',
  body: z.strictObject({
    name: personName,
    scopes: z.array(scope).min(1).max(scopes.length),
    expiresAt: timestamp.nullable().default(null),
    password: anyPassword.describe('Of the account: a stolen session makes no token that outlives it'),
  }),
  responses: {
    201: { description: 'The token', schema: apiToken.extend({ token: z.string() }).meta({ id: 'NewApiToken' }) },
  },
  problems: ['wrong-password', 'too-many-sign-ins', 'quota-exceeded'],
});

export const listTokens = defineRoute({
  method: 'GET',
  path: `${API_BASE}/auth/tokens`,
  operationId: 'listTokens',
  summary: 'My API tokens, without their texts',
  description: 'Names, scopes and times. The text of a token is shown by `createToken` alone.',
  tag,
  access: 'session',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Newest first',
      schema: z.object({ tokens: z.array(apiToken), nextCursor: z.string().nullable() }),
    },
  },
});

export const revokeToken = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/auth/tokens/{id}`,
  operationId: 'revokeToken',
  summary: 'Revoke an API token',
  description: 'The token is refused by every process within two seconds.',
  tag,
  access: 'session',
  params: z.object({ id: uuid }),
  responses: { 204: { description: 'Revoked' } },
});

/** A JSON Web Key of RFC 8037: an Ed25519 public key. */
export const publicKey = z
  .looseObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    kid: z.string(),
    alg: z.literal('EdDSA'),
  })
  .meta({ id: 'PublicKey' });
export const keySet = z.object({ keys: z.array(publicKey) }).meta({ id: 'KeySet' });

export const getKeySet = defineRoute({
  method: 'GET',
  path: '/.well-known/jwks.json',
  operationId: 'getKeySet',
  summary: 'The public keys that access tokens are verified with, the next one included',
  description:
    'A JSON Web Key Set. A program that verifies access tokens by itself asks for it again when a token names an unknown `kid`.',
  tag,
  access: 'public',
  responses: { 200: { description: 'RFC 7517', schema: keySet } },
});

export const server = z
  .object({
    version: z.string(),
    signUp: z.object({
      mode: z
        .enum(['open', 'verify', 'closed'])
        .describe('`open`: at once. `verify`: with a mailed code. `closed`: the operator makes accounts'),
      setUpCodeNeeded: z
        .boolean()
        .describe(
          'There is no account yet: the first one needs the code that Keep printed at its start, in every mode',
        ),
    }),
    mail: z.boolean().describe('Whether mail is sent; without a mail server it is written to files of the operator'),
    trashDays: z.number().describe('How long a note stays in the trash'),
    features: z
      .array(z.string())
      .describe('Optional parts that run here, by name; a client ignores names that it does not know'),
  })
  .meta({ id: 'Server' });

export const getServer = defineRoute({
  method: 'GET',
  path: `${API_BASE}/server`,
  operationId: 'getServer',
  summary: 'What a client must know of this server before a sign-in',
  description: 'How accounts are made here, and which optional parts run. A client reads it before it shows a form.',
  tag,
  access: 'public',
  responses: {
    200: { description: 'May be kept for ten seconds', schema: server, headers: { 'Cache-Control': 'For how long' } },
  },
});

/** What an access token says, beside the registered `iss`, `aud`, `iat` and `exp`. */
export const accessTokenClaims = z.looseObject({
  sub: z.string(),
  /** The session, or the API token it was exchanged for: what a revocation names. */
  sid: z.string(),
  jti: z.string(),
  /** Space-separated scopes. */
  scope: z.string(),
  /** `session` for a signed-in person, `token` for an API token. */
  use: z.enum(['session', 'token']),
  /** The person's name when the token was issued; tokens of older versions of Keep have none. */
  name: z.string().optional(),
  /** The person's verified address, likewise. */
  email: z.string().optional(),
});

export const routes = [
  signUp, signIn, refresh, signOut, listSessions, endSession, endOtherSessions, verifyEmail, resendCode, changeEmail, forgotPassword,
  resetPassword, changePassword, getMe, updateMe, deleteMe, createToken, listTokens, revokeToken, getKeySet, getServer,
] as const; // prettier-ignore
