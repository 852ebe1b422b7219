/** API tokens: opaque, scoped, shown once, and gone when revoked. */
import { accessTokenClaims, getMe } from '@keep/contracts/auth-http';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  let session: string;
  beforeEach(async () => {
    auth = await startAuth();
    session = (await auth.signUp()).json.accessToken;
  });
  afterEach(() => auth.stop());

  const create = (body: object = {}, token = session) =>
    auth.request('POST /api/v1/auth/tokens', {
      token,
      body: { name: 'script', scopes: ['account'], password, ...body },
    });
  const exchange = (token: string) => auth.internal('POST /internal/token-exchange', { token });

  test.each([
    ['a wrong password', { password: 'not the password' }, 403, 'wrong-password'],
    ['no password', { password: undefined }, 422, 'invalid-body'],
  ])('is not made for %s, however alive the session is', async (_what, body, status, code) => {
    const reply = await create(body);
    expect([reply.status, reply.json.code]).toEqual([status, code]);
    expect((await auth.request('GET /api/v1/auth/tokens', { token: session })).json.tokens).toEqual([]);
  });

  test('answers 422 for one token too many, until one is revoked or expires', async () => {
    await auth.stop();
    auth = await startAuth({ API_TOKENS_PER_PERSON: '2' });
    session = (await auth.signUp()).json.accessToken;
    const expiresAt = new Date(auth.now().getTime() + 60_000).toISOString();
    const { id } = (await create()).json;
    expect((await create({ expiresAt })).status).toBe(201);
    const refused = await create();
    expect([refused.status, refused.json.code]).toEqual([422, 'quota-exceeded']);
    await auth.request(`DELETE /api/v1/auth/tokens/${id}`, { token: session });
    expect((await create()).status).toBe(201);
    expect((await create()).status).toBe(422);
    auth.advance(60_001);
    expect((await create()).status).toBe(201);
    const other = (await auth.signUp()).json.accessToken;
    expect((await create({}, other)).status).toBe(201);
  });

  test("answers 404 for another user's token, and leaves it alive", async () => {
    const { id, token } = (await create()).json;
    const eve = (await auth.signUp()).json.accessToken;
    const reply = await auth.request(`DELETE /api/v1/auth/tokens/${id}`, { token: eve });
    expect([reply.status, reply.json.code]).toEqual([404, 'not-found']);
    expect((await auth.request('GET /api/v1/auth/tokens', { token: eve })).json.tokens).toEqual([]);
    expect((await exchange(token)).status).toBe(200);
  });

  test.each(['', 'keep_x', 'a.b.c'])('does not exchange %j, which was never a token', async text => {
    const reply = await exchange(text);
    expect([reply.status, reply.json.code]).toEqual([401, 'unauthenticated']);
  });

  test('exchanges a token for 60 s with its scopes, and no more', async () => {
    const { token } = (await create({ scopes: ['notes:read', 'account'] })).json;
    expect(token).toMatch(/^keep_[\w-]{43}$/);
    const { accessToken, expiresIn } = (await exchange(token)).json;
    expect(expiresIn).toBe(60);
    expect((await auth.me(accessToken)).status).toBe(200);
    auth.advance(61_000);
    expect((await auth.me(accessToken)).status).toBe(401);
  });

  test('says in every access token what the person is called, as of now', async () => {
    const nameIn = (accessToken: string) => accessTokenClaims.parse(decodeJwt(accessToken)).name;
    const { token } = (await create()).json;
    expect([nameIn(session), nameIn((await exchange(token)).json.accessToken)]).toEqual(['Ada', 'Ada']);
    await auth.request('PATCH /api/v1/me', { token: session, body: { name: 'Ada Lovelace' } });
    expect(nameIn((await exchange(token)).json.accessToken)).toBe('Ada Lovelace');
  });

  test('refuses what the token has no scope for, and what needs a person', async () => {
    const { token } = (await create({ scopes: ['notes:read'] })).json;
    const { accessToken } = (await exchange(token)).json;
    const unscoped = await auth.me(accessToken);
    expect([unscoped.status, unscoped.json.code]).toEqual([403, 'insufficient-scope']);
    expect((await create({}, accessToken)).status).toBe(403);
    expect(getMe.access).toBe('account');
  });

  test('a revoked token, and what it was exchanged for, are refused at once', async () => {
    const { id, token } = (await create()).json;
    const { accessToken } = (await exchange(token)).json;
    expect((await auth.request(`DELETE /api/v1/auth/tokens/${id}`, { token: session })).status).toBe(204);
    expect((await exchange(token)).status).toBe(401);
    expect((await auth.me(accessToken)).json.code).toBe('session-ended');
    const { sessions } = (await auth.internal('GET /internal/revoked-sessions')).json;
    expect(sessions.map(({ sessionId }: { sessionId: string }) => sessionId)).toEqual([id]);
  });

  test('an expired token is not exchanged, and one that expires in the past is not made', async () => {
    const expiresAt = new Date(auth.now().getTime() + 60_000).toISOString();
    const { token } = (await create({ expiresAt })).json;
    auth.advance(30_000);
    const exchanged = await exchange(token);
    expect([exchanged.status, exchanged.json.expiresIn <= 30]).toEqual([200, true]);
    auth.advance(30_001);
    expect((await exchange(token)).status).toBe(401);
    session = (await auth.signUp()).json.accessToken;
    const late = await create({ expiresAt });
    expect([late.status, late.json.errors[0].pointer]).toEqual([422, '/expiresAt']);
  });

  test('lists tokens newest first, page by page, without their texts', async () => {
    for (const name of ['one', 'two', 'three']) await create({ name });
    const first = await auth.request('GET /api/v1/auth/tokens?limit=2', { token: session });
    const rest = await auth.request(`GET /api/v1/auth/tokens?limit=2&cursor=${first.json.nextCursor}`, {
      token: session,
    });
    const listed = [...first.json.tokens, ...rest.json.tokens];
    expect(listed.map(({ name }) => name)).toEqual(['three', 'two', 'one']);
    expect(first.text + rest.text).not.toContain('keep_');
    expect(rest.json.nextCursor).toBeNull();
  });

  test('shows when a token was used last, to some minutes', async () => {
    const email = newEmail();
    session = (await auth.signUp(email)).json.accessToken;
    const { token } = (await create()).json;
    const lastUsedAt = async (): Promise<string | null> => {
      const { accessToken } = (await auth.signIn(email)).json;
      return (await auth.request('GET /api/v1/auth/tokens', { token: accessToken })).json.tokens[0].lastUsedAt;
    };
    expect(await lastUsedAt()).toBeNull();
    const before = auth.now().getTime();
    await exchange(token);
    const first = await lastUsedAt();
    expect(Date.parse(first ?? '')).toBeGreaterThanOrEqual(before);
    auth.advance(3 * 60_000);
    await exchange(token);
    expect(await lastUsedAt()).toBe(first);
    auth.advance(2 * 60_000);
    await exchange(token);
    const second = await lastUsedAt();
    expect(Date.parse(second ?? '') - Date.parse(first ?? '')).toBeGreaterThanOrEqual(5 * 60_000);
  });

  describe('a new password', () => {
    const newPassword = 'another long password';
    const isAlive = async (token: string) => (await exchange(token)).status === 200;

    test.each([
      [undefined, true],
      [false, true],
      [true, false],
    ])('that is changed with revokeTokens: %s leaves tokens alive: %s', async (revokeTokens, expected) => {
      const { token } = (await create()).json;
      const { accessToken } = (await exchange(token)).json;
      const body = { currentPassword: password, newPassword, revokeTokens };
      expect((await auth.request('POST /api/v1/auth/password/change', { token: session, body })).status).toBe(204);
      expect(await isAlive(token)).toBe(expected);
      expect((await auth.me(accessToken)).status).toBe(expected ? 200 : 401);
    });

    test('by a mailed code revokes every token', async () => {
      const email = newEmail();
      session = (await auth.signUp(email)).json.accessToken;
      const { token } = (await create()).json;
      const { accessToken } = (await exchange(token)).json;
      const resetId = await auth.forgot(email);
      const body = { email, code: await auth.codeTo(email), newPassword, resetId };
      expect((await auth.request('POST /api/v1/auth/password/reset', { body })).status).toBe(204);
      expect(await isAlive(token)).toBe(false);
      expect((await auth.me(accessToken)).json.code).toBe('session-ended');
    });

    test('from the operator revokes every token', async () => {
      const email = newEmail();
      session = (await auth.signUp(email)).json.accessToken;
      const { token } = (await create()).json;
      expect((await auth.internal('POST /internal/users/reset-password', { email })).status).toBe(200);
      expect(await isAlive(token)).toBe(false);
    });
  });
});
