/** The cookie of browsers: which requests may use it, and what it is called. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

const DAY = 86_400_000;

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  const publicUrl = { KEEP_PUBLIC_URL: 'https://keep.example.org', KEEP_SIGN_UP: 'open' };
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth(publicUrl)));
  afterEach(() => auth.stop());

  const refresh = (cookie: string, headers: Record<string, string> = {}) =>
    auth.request('POST /api/v1/auth/refresh', { headers: { cookie, ...headers } });

  describe('a request', () => {
    test.each([
      ['from another site', { 'sec-fetch-site': 'cross-site' }],
      ['from a subdomain', { 'sec-fetch-site': 'same-site' }],
      [
        'from another site that claims the public origin',
        { 'sec-fetch-site': 'cross-site', origin: 'https://keep.example.org' },
      ],
      ['with a foreign Origin', { origin: 'https://evil.example' }],
      ['with the Origin null', { origin: 'null' }],
      ['with an Origin that begins like the public one', { origin: 'https://keep.example.org.evil.example' }],
      ['with the public host by http', { origin: 'http://keep.example.org' }],
      ['with another port of this host', { origin: 'http://127.0.0.1:1' }],
      ['with the Origin of another name of this host', { origin: 'http://localhost', 'x-client-host': '127.0.0.1' }],
    ])('%s neither sets nor reads the cookie', async (_what, headers) => {
      const { accessToken: token } = (await auth.signUp()).json;
      const email = newEmail();
      const bodies: Record<string, unknown> = {
        'POST /api/v1/auth/sign-up': { email, password, name: 'Ada' },
        'POST /api/v1/auth/sign-in': { email, password },
        'POST /api/v1/auth/email/verify': { email, code: '00000000' },
        'POST /api/v1/auth/refresh': undefined,
        'POST /api/v1/auth/sign-out': undefined,
        'DELETE /api/v1/me': { password },
      };
      for (const [target, body] of Object.entries(bodies)) {
        const reply = await auth.request(target, { body, headers, token });
        expect([target, reply.status, reply.json?.code]).toEqual([target, 403, 'cross-site']);
        expect(reply.headers.getSetCookie()).toEqual([]);
      }
      expect((await auth.me(token)).status).toBe(200);
    });

    test.each([
      ['from the same origin', { 'sec-fetch-site': 'same-origin', origin: 'http://behind-a-proxy' }],
      ['that a person began', { 'sec-fetch-site': 'none' }],
      ['with the public Origin', { origin: 'https://keep.example.org' }],
      [
        'with the Origin of the host that the gateway was called by',
        { origin: 'http://box.lan:8080', 'x-client-host': 'Box.lan:8080' },
      ],
      ['of a program, which sends neither', {}],
    ])('%s may', async (_what, headers) => {
      const body = { email: newEmail(), password, name: 'Ada' };
      expect((await auth.request('POST /api/v1/auth/sign-up', { body, headers })).status).toBe(201);
    });
  });

  describe('the cookie', () => {
    const signUp = async () => {
      const body = { email: newEmail(), password, name: 'Ada' };
      const reply = await auth.request('POST /api/v1/auth/sign-up', { body });
      return reply.headers.getSetCookie().filter(cookie => /^(__Secure-)?keep_refresh=/.test(cookie));
    };
    const valueOf = ([cookie = '']: string[]) => /=([^;]+)/.exec(cookie)?.[1] ?? '';

    test('has a prefix and is Secure where people come by https, and ends the one without', async () => {
      const [cookie, ended] = await signUp();
      expect(cookie).toMatch(
        /^__Secure-keep_refresh=[\w-]{86}; HttpOnly; SameSite=Strict; Path=\/api\/v1\/auth; Secure; /,
      );
      expect(ended).toMatch(/^keep_refresh=; .*; Max-Age=0$/);
    });

    test('of two that have its name, neither is believed', async () => {
      const [token, other] = [valueOf(await signUp()), valueOf(await signUp())];
      const cookie = `__Secure-keep_refresh=${token}; __Secure-keep_refresh=${other}`;
      for (const target of ['refresh', 'sign-out']) {
        const reply = await auth.request(`POST /api/v1/auth/${target}`, { headers: { cookie } });
        expect([reply.status, reply.json.code]).toEqual([400, 'malformed-header']);
      }
      for (const one of [token, other]) expect((await refresh(`__Secure-keep_refresh=${one}`)).status).toBe(200);
    });

    test('counts before one of the older name, which a page by http could have planted', async () => {
      const [mine, planted] = [await signUp(), await signUp()];
      const reply = await refresh(`keep_refresh=${valueOf(planted)}; __Secure-keep_refresh=${valueOf(mine)}`);
      expect(reply.status).toBe(200);
      expect((await refresh(`__Secure-keep_refresh=${valueOf(planted)}`)).status).toBe(200);
    });

    test('of the older name is read for 60 days, and replaced', async () => {
      const first = valueOf(await signUp());
      auth.advance(59 * DAY);
      const replaced = await refresh(`keep_refresh=${first}`);
      expect(replaced.status).toBe(200);
      const second = valueOf(replaced.headers.getSetCookie());
      auth.advance(2 * DAY);
      expect((await refresh(`keep_refresh=${second}`)).json.code).toBe('session-ended');
      expect((await refresh(`__Secure-keep_refresh=${second}`)).status).toBe(200);
    });

    test('has no prefix where people come by http, and two are refused there as well', async () => {
      await auth.stop();
      auth = await startAuth();
      const [cookie = '', ...others] = await signUp();
      expect(cookie).toMatch(
        /^keep_refresh=[\w-]{86}; HttpOnly; SameSite=Strict; Path=\/api\/v1\/auth; Max-Age=5184000$/,
      );
      expect(others).toEqual([]);
      expect((await refresh(`${cookie}; ${cookie}`)).status).toBe(400);
    });
  });
});
