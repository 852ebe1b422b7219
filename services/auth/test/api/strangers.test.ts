/** What strangers can keep an owner from: nothing, where the owner has signed in before. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, otherThan, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth()));
  afterEach(() => auth.stop());

  const wrong = 'not the password';
  const home = '192.0.2.1';
  const from = (address: string) => ({ 'x-client-address': address });

  /** As a browser: with cookies. */
  const signInBy = (email: string, headers: Record<string, string>, secret = password) =>
    auth.request('POST /api/v1/auth/sign-in', { body: { email, password: secret }, headers });
  const deviceOf = (cookies: readonly string[]) => cookies.find(cookie => cookie.startsWith('keep_device='));
  const shown = (cookie: string | undefined) => ({ cookie: cookie?.split(';')[0] ?? '' });

  /** An account whose browser at `home` is known. */
  async function newOwner() {
    const email = newEmail();
    const body = { email, password, name: 'Ada' };
    const reply = await auth.request('POST /api/v1/auth/sign-up', { body, headers: from(home) });
    const device = deviceOf(reply.headers.getSetCookie());
    return { email, device, token: reply.json.accessToken as string };
  }

  /** Wrong passwords from this address until it is refused. */
  async function poll(email: string, address: string): Promise<void> {
    for (let round = 0; round < 10; round += 1) await auth.signIn(email, wrong, from(address));
    expect((await auth.signIn(email, wrong, from(address))).status).toBe(429);
  }

  describe('an owner whose password a stranger guesses', () => {
    test('signs in from a new network while one stranger is refused', async () => {
      const { email } = await newOwner();
      await poll(email, '203.0.113.1');
      expect((await auth.signIn(email, password, from('203.0.113.2'))).status).toBe(200);
    });

    test('signs in from a network where they did before, also while all strangers wait', async () => {
      await auth.stop();
      auth = await startAuth({ SIGN_IN_FREE_FAILURES_OF_STRANGERS: '20' });
      const { email } = await newOwner();
      for (const address of ['203.0.113.1', '203.0.113.2']) await poll(email, address);
      expect((await auth.signIn(email, password, from('203.0.113.3'))).status).toBe(429);
      expect((await auth.signIn(email, password, from(home))).status).toBe(200);
    });

    test('signs in with their browser also where the stranger shares their network', async () => {
      const { email, device } = await newOwner();
      await poll(email, home);
      expect((await signInBy(email, { ...from(home), ...shown(device) })).status).toBe(200);
    });

    test('changes the password, the address and the account from a session that goes on', async () => {
      const { email, token } = await newOwner();
      await poll(email, home);
      const headers = from(home);
      const wanted = newEmail();
      const change = { token, headers, body: { password, newEmail: wanted } };
      expect((await auth.request('POST /api/v1/auth/email/change', change)).status).toBe(202);
      const body = { currentPassword: password, newPassword: 'a new password' };
      expect((await auth.request('POST /api/v1/auth/password/change', { token, headers, body })).status).toBe(204);
      const deletion = { token, headers, body: { password: 'a new password' } };
      expect((await auth.request('DELETE /api/v1/me', deletion)).status).toBe(204);
    });
  });

  describe('the device cookie', () => {
    test('is for this browser and no script, for long, and outlives signing out', async () => {
      const { device, token } = await newOwner();
      expect(device).toMatch(
        /^keep_device=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/api\/v1\/auth; Max-Age=34560000$/,
      );
      const signedOut = await auth.request('POST /api/v1/auth/sign-out', { token });
      expect(deviceOf(signedOut.headers.getSetCookie())).toBeUndefined();
    });

    test('is Secure, by its name too, where people come by https', async () => {
      await auth.stop();
      auth = await startAuth({ KEEP_PUBLIC_URL: 'https://keep.example.org', KEEP_SIGN_UP: 'open' });
      const body = { email: newEmail(), password, name: 'Ada' };
      const cookies = (await auth.request('POST /api/v1/auth/sign-up', { body })).headers.getSetCookie();
      expect(cookies.find(cookie => cookie.startsWith('__Secure-keep_device='))).toContain('; Secure');
      expect(deviceOf(cookies)).toBeUndefined();
    });

    test('is not given with a token in the body, and not twice', async () => {
      const { email, device } = await newOwner();
      expect((await auth.signIn(email)).headers.getSetCookie()).toEqual([]);
      const again = await signInBy(email, shown(device));
      expect(deviceOf(again.headers.getSetCookie())).toBeUndefined();
    });

    test('is given to a session from before there were any, when it is refreshed', async () => {
      const { email } = await newOwner();
      const { refreshToken } = (await auth.signIn(email)).json;
      const headers = { cookie: `keep_refresh=${refreshToken}` };
      const refreshed = await auth.request('POST /api/v1/auth/refresh', { headers });
      expect(deviceOf(refreshed.headers.getSetCookie())).toBeDefined();
    });

    test('has wrong passwords of its own counted, too', async () => {
      const { email, device } = await newOwner();
      const headers = { ...from('198.51.100.1'), ...shown(device) };
      for (let round = 0; round < 10; round += 1) expect((await signInBy(email, headers, wrong)).status).toBe(401);
      expect((await signInBy(email, headers)).status).toBe(429);
      expect((await auth.signIn(email, password, from(home))).status).toBe(200);
    });

    test('is nothing to another account, and names several', async () => {
      const [ada, bob] = [await newOwner(), await newOwner()];
      for (const { email } of [ada, bob]) await poll(email, '203.0.113.1');
      expect((await signInBy(bob.email, { ...from('203.0.113.1'), ...shown(ada.device) })).status).toBe(429);
      const both = deviceOf((await signInBy(bob.email, shown(ada.device))).headers.getSetCookie());
      for (const { email } of [ada, bob])
        expect((await signInBy(email, { ...from('203.0.113.1'), ...shown(both) })).status).toBe(200);
    });

    test('is void after a reset, like the networks, and not after a change', async () => {
      const { email, device, token } = await newOwner();
      const body = { currentPassword: password, newPassword: 'a new password' };
      await auth.request('POST /api/v1/auth/password/change', { token, body });
      await poll(email, home);
      expect((await signInBy(email, { ...from(home), ...shown(device) }, 'a new password')).status).toBe(200);
      const resetId = await auth.forgot(email);
      const reset = { email, code: await auth.codeTo(email), newPassword: 'yet another one', resetId };
      expect((await auth.request('POST /api/v1/auth/password/reset', { body: reset })).status).toBe(204);
      auth.advance(60_000);
      await poll(email, home);
      expect((await signInBy(email, { ...from(home), ...shown(device) }, 'yet another one')).status).toBe(429);
    });
  });

  describe('a network that tries many accounts', () => {
    test('is refused after some wrong passwords, but not the accounts that have signed in from it', async () => {
      await auth.stop();
      auth = await startAuth({ SIGN_IN_FAILURES_PER_HOUR_FROM_NETWORK: '12' });
      const { email } = await newOwner();
      for (let round = 0; round < 12; round += 1)
        expect((await auth.signIn(newEmail(), wrong, from(home))).status).toBe(401);
      const refused = await auth.signIn(newEmail(), wrong, from(home));
      expect([refused.status, refused.json.code]).toEqual([429, 'too-many-sign-ins']);
      expect((await auth.signIn(email, password, from(home))).status).toBe(200);
      expect((await auth.signIn(newEmail(), wrong, from('198.51.100.1'))).status).toBe(401);
    });

    test('is one, however many addresses of its IPv6 network it uses', async () => {
      const email = newEmail();
      for (let round = 0; round < 10; round += 1)
        expect((await auth.signIn(email, wrong, from(`2001:db8:1:2::${round}`))).status).toBe(401);
      expect((await auth.signIn(email, wrong, from('2001:db8:1:2::ffff'))).status).toBe(429);
      expect((await auth.signIn(email, wrong, from('2001:db8:1:3::1'))).status).toBe(401);
    });

    test.each(['password/forgot', 'sign-up', 'email/resend', 'email/change'])('mails so many by %s', async path => {
      await auth.stop();
      auth = await startAuth({ KEEP_SIGN_UP: 'verify', CODES_PER_HOUR_FROM_NETWORK: '3' });
      const ask = async (address: string) => {
        const signUpId = '01890000-0000-7000-8000-000000000000';
        const bodies: Record<string, (email: string) => object> = {
          'password/forgot': email => ({ email }),
          'sign-up': email => ({ email, password, name: 'Eve' }),
          'email/resend': email => ({ email, signUpId }),
          'email/change': email => ({ password: made.json.password, newEmail: email }),
        };
        const made = await auth.internal('POST /internal/users', { email: newEmail(), name: 'Eve' });
        const signedIn = await auth.signIn(made.json.user.email, made.json.password, from('198.51.100.9'));
        const options = path === 'email/change' ? { token: signedIn.json.accessToken } : {};
        const body = bodies[path]?.(newEmail());
        return auth.request(`POST /api/v1/auth/${path}`, { ...options, body, headers: from(address) });
      };
      for (let round = 0; round < 3; round += 1) expect((await ask(home)).status).toBe(202);
      const refused = await ask(home);
      expect([refused.status, refused.json.code]).toEqual([429, 'too-many-codes']);
      expect((await ask('198.51.100.1')).status).toBe(202);
    });
  });

  describe('an owner for whom a stranger asks for codes', () => {
    const forgot = (email: string, headers: Record<string, string>) =>
      auth.request('POST /api/v1/auth/password/forgot', { body: { email }, headers });

    test('gets one at a new network, and the stranger no sixth', async () => {
      const { email } = await newOwner();
      for (let round = 0; round < 5; round += 1) expect((await forgot(email, from('203.0.113.1'))).status).toBe(202);
      expect((await forgot(email, from('203.0.113.1'))).json.code).toBe('too-many-codes');
      expect((await forgot(email, from('203.0.113.2'))).status).toBe(202);
    });

    test('gets one where they have signed in before, however many strangers ask, who get fifteen together', async () => {
      const { email, device } = await newOwner();
      for (let round = 0; round < 15; round += 1)
        expect((await forgot(email, from(`203.0.113.${round}`))).status).toBe(202);
      expect((await forgot(email, from('203.0.113.99'))).json.code).toBe('too-many-codes');
      expect((await forgot(email, from(home))).status).toBe(202);
      expect((await forgot(email, { ...from('203.0.113.99'), ...shown(device) })).status).toBe(202);
    });

    test('sets a new password with it, whatever the stranger tries', async () => {
      const { email } = await newOwner();
      const mine = (await forgot(email, from(home))).json.resetId;
      const code = await auth.codeTo(email);
      for (let round = 0; round < 5; round += 1) {
        const { resetId } = (await forgot(email, from('203.0.113.1'))).json;
        for (let tries = 0; tries < 6; tries += 1) {
          const body = { email, code: otherThan(code), newPassword: 'the password of eve', resetId };
          await auth.request('POST /api/v1/auth/password/reset', { body });
        }
      }
      const body = { email, code, newPassword: 'a new password', resetId: mine };
      expect((await auth.request('POST /api/v1/auth/password/reset', { body })).status).toBe(204);
    });
  });
});
