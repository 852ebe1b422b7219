/** Signing in, and what wrong passwords lead to. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth()));
  afterEach(() => auth.stop());

  const wrong = 'not the password';

  test('answers the same for a wrong password and an unknown address', async () => {
    const email = newEmail();
    await auth.signUp(email);
    const replies = [await auth.signIn(email, wrong), await auth.signIn(newEmail(), wrong)];
    for (const reply of replies) expect([reply.status, reply.json.code]).toEqual([401, 'wrong-credentials']);
    expect(replies[0]?.json.detail).toBe(replies[1]?.json.detail);
  });

  test('hashes once for an unknown address, as for a known one', async () => {
    const email = newEmail();
    await auth.signUp(email);
    const before = await hashed();
    await auth.signIn(email, wrong);
    expect(await hashed()).toBe(before + 1);
    await auth.signIn(newEmail(), wrong);
    expect(await hashed()).toBe(before + 2);
  });

  /** How many passwords the hasher in use has worked on. */
  async function hashed(): Promise<number> {
    const metrics = await auth.service.metrics.registry.metrics();
    return Number(/^auth_passwords_hashed_total\S* (\d+)$/m.exec(metrics)?.[1]);
  }

  describe('after ten wrong passwords in a minute', () => {
    const forwarded = (round: number) => ({ 'x-forwarded-for': `10.0.0.${round}`, 'x-real-ip': `10.0.1.${round}` });

    test('the eleventh is a 429, whatever forwarding header is sent', async () => {
      const email = newEmail();
      await auth.signUp(email);
      for (let round = 0; round < 10; round += 1)
        expect((await auth.signIn(email, wrong, forwarded(round))).status).toBe(401);
      const eleventh = await auth.signIn(email, wrong, forwarded(11));
      expect([eleventh.status, eleventh.json.code]).toEqual([429, 'too-many-sign-ins']);
      expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(50);
    });

    test('the eleventh is a 429 also for an address without an account', async () => {
      const email = newEmail();
      for (let round = 0; round < 10; round += 1) expect((await auth.signIn(email, wrong)).status).toBe(401);
      expect((await auth.signIn(email, wrong)).status).toBe(429);
    });

    test('strangers wait longer and longer, from however many networks the wrong passwords come', async () => {
      await auth.stop();
      auth = await startAuth({ SIGN_IN_FREE_FAILURES_OF_STRANGERS: '10' });
      const email = newEmail();
      await auth.signUp(email);
      const from = (round: number) => ({ 'x-client-address': `192.0.2.${round}` });
      for (let round = 0; round < 10; round += 1)
        expect((await auth.signIn(email, wrong, from(round))).status).toBe(401);
      for (const [round, wait] of [1, 2, 4, 8].entries()) {
        const refused = await auth.signIn(email, wrong, from(100 + round));
        expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, String(wait)]);
        auth.advance(wait * 1_000);
        expect((await auth.signIn(email, wrong, from(200 + round))).status).toBe(401);
      }
    });

    test('the right password ends the waiting', async () => {
      const email = newEmail();
      await auth.signUp(email);
      for (let round = 0; round < 10; round += 1) await auth.signIn(email, wrong);
      auth.advance(61_000);
      expect((await auth.signIn(email)).status).toBe(200);
      expect((await auth.signIn(email, wrong)).status).toBe(401);
      expect((await auth.signIn(email)).status).toBe(200);
    });

    test('the eleventh is a 429 when they come at once', async () => {
      const email = newEmail();
      await auth.signUp(email);
      const replies = await Promise.all(Array.from({ length: 30 }, () => auth.signIn(email, wrong)));
      expect(replies.filter(({ status }) => status === 401)).toHaveLength(10);
      expect(replies.filter(({ status }) => status === 429)).toHaveLength(20);
    });

    test('asking for the password again counts for this session alone', async () => {
      const email = newEmail();
      const { accessToken: token } = (await auth.signUp(email)).json;
      const attempts = [
        () => auth.request('DELETE /api/v1/me', { token, body: { password: wrong } }),
        () =>
          auth.request('POST /api/v1/auth/password/change', {
            token,
            body: { currentPassword: wrong, newPassword: 'a new password' },
          }),
        () =>
          auth.request('POST /api/v1/auth/email/change', { token, body: { password: wrong, newEmail: newEmail() } }),
      ];
      for (let round = 0; round < 10; round += 1) {
        const reply = await attempts[round % 3]?.();
        expect([reply?.status, reply?.json.code]).toEqual([403, 'wrong-password']);
      }
      for (const attempt of attempts) expect((await attempt()).status).toBe(429);
      const { accessToken: other } = (await auth.signIn(email)).json;
      const body = { currentPassword: password, newPassword: 'a new password' };
      expect((await auth.request('POST /api/v1/auth/password/change', { token: other, body })).status).toBe(204);
    });
  });

  test('many sign-ins at once from one address do not keep others from signing in', async () => {
    await auth.stop();
    auth = await startAuth({ HASHES_AT_ONCE: '1', HASHES_WAITING: '6' });
    const email = newEmail();
    await auth.signUp(email);
    const from = (address: string) => ({ 'x-client-address': address });
    const flood = Array.from({ length: 60 }, () => auth.signIn(newEmail(), wrong, from('192.0.2.1')));
    const others = Array.from({ length: 3 }, (_, at) => auth.signIn(email, password, from(`198.51.100.${at}`)));
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200]);
    const codes = new Set((await Promise.all(flood)).map(({ json }) => json.code));
    expect(codes).toEqual(new Set(['wrong-credentials', 'overloaded']));
  });

  test('signing in rightly is not counted', async () => {
    const email = newEmail();
    await auth.signUp(email);
    for (let round = 0; round < 12; round += 1) expect((await auth.signIn(email)).status).toBe(200);
  });

  describe('the refresh token', () => {
    test('is a cookie that scripts cannot read and other sites cannot send', async () => {
      const email = newEmail();
      await auth.signUp(email);
      const reply = await auth.request('POST /api/v1/auth/sign-in', { body: { email, password } });
      expect(reply.json.refreshToken).toBeUndefined();
      expect(reply.headers.getSetCookie()[0]).toMatch(
        /^keep_refresh=[\w-]{86}; HttpOnly; SameSite=Strict; Path=\/api\/v1\/auth; Max-Age=5184000$/,
      );
    });

    test('is in the body where that is asked for, and no cookie then', async () => {
      const email = newEmail();
      await auth.signUp(email);
      const reply = await auth.signIn(email);
      expect(reply.json.refreshToken).toMatch(/^[\w-]{86}$/);
      expect(reply.headers.get('set-cookie')).toBeNull();
    });
  });
});
