/** Sessions: where one is signed in, and the end of it. */
import { newId } from '@keep/service-kit/unique-id';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth()));
  afterEach(() => auth.stop());

  test("answers 404 for another user's session, as for one that does not exist, and leaves it alive", async () => {
    const ada = (await auth.signUp()).json;
    const eve = (await auth.signUp()).json;
    const { id } = (await auth.request('GET /api/v1/auth/sessions', { token: ada.accessToken })).json.sessions[0];
    const end = (sessionId: string) =>
      auth.request(`DELETE /api/v1/auth/sessions/${sessionId}`, {
        token: eve.accessToken,
      });
    const [theirs, nobodys] = [await end(id), await end(newId())];
    expect([theirs.status, { ...theirs.json, requestId: '' }]).toEqual([404, { ...nobodys.json, requestId: '' }]);
    expect((await auth.me(ada.accessToken)).status).toBe(200);
  });

  test('lists my sessions alone, newest first, page by page', async () => {
    const email = newEmail();
    const { accessToken: token } = (await auth.signUp(email)).json;
    await auth.signUp();
    for (let round = 0; round < 4; round += 1) await auth.signIn(email, password, { 'user-agent': `browser ${round}` });
    const seen: { userAgent: string; current: boolean; createdAt: string }[] = [];
    let cursor = '';
    for (let pages = 0; pages < 3; pages += 1) {
      const reply = await auth.request(`GET /api/v1/auth/sessions?limit=2${cursor}`, { token });
      seen.push(...reply.json.sessions);
      cursor = `&cursor=${reply.json.nextCursor}`;
      if (pages === 2) expect(reply.json.nextCursor).toBeNull();
    }
    expect(seen.map(({ current }) => current)).toEqual([false, false, false, false, true]);
    expect(seen.slice(0, 4).map(({ userAgent }) => userAgent)).toEqual([3, 2, 1, 0].map(n => `browser ${n}`));
  });

  test.each(['cursor=x', 'limit=0', 'limit=101', 'unknown=1'])('refuses the query %s', async query => {
    const { accessToken: token } = (await auth.signUp()).json;
    const reply = await auth.request(`GET /api/v1/auth/sessions?${query}`, { token });
    expect([reply.status, reply.json.code]).toEqual([400, 'malformed-query']);
  });

  test('an ended session is refused at once, its refresh token too', async () => {
    const email = newEmail();
    const mine = (await auth.signUp(email)).json;
    const lost = (await auth.signIn(email)).json;
    const { sessions } = (await auth.request('GET /api/v1/auth/sessions', { token: mine.accessToken })).json;
    const { id } = sessions.find((session: { current: boolean }) => !session.current);
    expect((await auth.request(`DELETE /api/v1/auth/sessions/${id}`, { token: mine.accessToken })).status).toBe(204);
    expect((await auth.me(lost.accessToken)).json.code).toBe('session-ended');
    expect((await auth.refresh(lost.refreshToken)).json.code).toBe('session-ended');
    expect((await auth.me(mine.accessToken)).status).toBe(200);
  });

  test('all other sessions end at once, API tokens and those of others go on', async () => {
    const email = newEmail();
    const mine = (await auth.signUp(email)).json;
    const lost = [(await auth.signIn(email)).json, (await auth.signIn(email)).json];
    const body = { name: 'script', scopes: ['account'], password };
    const { token } = (await auth.request('POST /api/v1/auth/tokens', { token: mine.accessToken, body })).json;
    const eve = (await auth.signUp()).json;
    const end = () => auth.request('DELETE /api/v1/auth/sessions', { token: mine.accessToken });
    expect((await end()).status).toBe(204);
    for (const { accessToken, refreshToken } of lost) {
      expect((await auth.me(accessToken)).json.code).toBe('session-ended');
      expect((await auth.refresh(refreshToken)).json.code).toBe('session-ended');
    }
    const { sessions } = (await auth.request('GET /api/v1/auth/sessions', { token: mine.accessToken })).json;
    expect(sessions).toMatchObject([{ current: true }]);
    expect((await auth.refresh(mine.refreshToken)).status).toBe(200);
    expect((await auth.me(eve.accessToken)).status).toBe(200);
    expect((await auth.internal('POST /internal/token-exchange', { token })).status).toBe(200);
    expect((await end()).status).toBe(204);
  });

  test('one more than an account may have ends the one that was used least recently', async () => {
    await auth.stop();
    auth = await startAuth({ SESSIONS_PER_PERSON: '2' });
    const email = newEmail();
    const first = (await auth.signUp(email)).json;
    auth.advance(1_000);
    const second = (await auth.signIn(email)).json;
    auth.advance(1_000);
    const renewed = (await auth.refresh(first.refreshToken)).json;
    auth.advance(1_000);
    const third = (await auth.signIn(email)).json;
    expect((await auth.me(second.accessToken)).json.code).toBe('session-ended');
    for (const { accessToken } of [renewed, third]) expect((await auth.me(accessToken)).status).toBe(200);
  });

  test('signing out ends the session that the refresh token names, in body or cookie, or the access token', async () => {
    const ways = [
      ({ refreshToken }: Tokens) => ({ body: { refreshToken } }),
      ({ refreshToken }: Tokens) => ({ headers: { cookie: `keep_refresh=${refreshToken}` } }),
      ({ accessToken }: Tokens) => ({ token: accessToken }),
    ];
    for (const way of ways) {
      const tokens: Tokens = (await auth.signUp()).json;
      const reply = await auth.request('POST /api/v1/auth/sign-out', way(tokens));
      expect(reply.status).toBe(204);
      expect(reply.headers.get('set-cookie')).toContain('keep_refresh=; ');
      expect((await auth.me(tokens.accessToken)).status).toBe(401);
      expect((await auth.refresh(tokens.refreshToken)).status).toBe(401);
    }
  });

  test('signing out without a session is no fault', async () => {
    expect((await auth.request('POST /api/v1/auth/sign-out')).status).toBe(204);
    expect((await auth.request('POST /api/v1/auth/sign-out', { token: 'a.b.c' })).status).toBe(204);
  });

  type Tokens = { accessToken: string; refreshToken: string };
});
