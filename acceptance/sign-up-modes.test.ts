/** Who may make an account: with a mailed code, or only who was let in. */
import { request } from 'node:http';
import { checkedCall as call } from '@keep/testing/checked-call';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterEach, describe, expect, it } from 'vitest';
import { codeMailedTo } from './mailbox.ts';
import { PASSWORD, signIn } from './person.ts';

describe.each(['services', 'one'] as const)('signing up, in shape %s', shape => {
  let keep: StartedKeep;
  afterEach(() => keep?.stop());

  const signUp = (email: string, more: object = {}) =>
    call(keep.url, 'POST /api/v1/auth/sign-up', { body: { email, password: PASSWORD, name: 'Ada', ...more } });

  describe('with KEEP_SIGN_UP=verify', () => {
    const email = 'ada@example.com';

    it('makes the account once the mailed code was given, and tells nobody who has one', async () => {
      keep = await startKeep({ shape, env: { KEEP_SIGN_UP: 'verify' } });
      const asked = await signUp(email);
      expect(asked.json).toEqual({ status: 'code-sent', signUpId: expect.any(String) });
      await expect(signIn(keep.url, email)).rejects.toThrow('email-not-verified');

      const code = await codeMailedTo(keep, email);
      const { signUpId } = asked.json;
      const verify = (given: string) =>
        call(keep.url, 'POST /api/v1/auth/email/verify', { body: { email, code: given, signUpId, transport: 'body' } });
      expect((await verify(code === '00000000' ? '00000001' : '00000000')).json.code).toBe('wrong-code');
      const { accessToken: token } = (await verify(code)).json;
      expect((await call(keep.url, 'POST /api/v1/notes', { token, body: { title: 'mine' } })).status).toBe(201);

      const again = await signUp(email);
      expect([again.status, Object.keys(again.json)]).toEqual([202, Object.keys(asked.json)]);
      expect((await signIn(keep.url, email)).email).toBe(email);
    });

    it('leads nobody into the account of a stranger who signed up with their address', async () => {
      keep = await startKeep({ shape, env: { KEEP_SIGN_UP: 'verify' } });
      const { signUpId } = (await signUp(email)).json;
      const mine = await codeMailedTo(keep, email);
      await signUp(email, { name: 'Eve', password: 'the password of eve' });
      const newest = await codeMailedTo(keep, email, [mine]);
      const verify = (code: string) =>
        call(keep.url, 'POST /api/v1/auth/email/verify', { body: { email, code, signUpId, transport: 'body' } });
      expect((await verify(newest)).json.code).toBe('wrong-code');
      expect((await verify(mine)).json.user).toMatchObject({ email, name: 'Ada' });
    });
  });

  describe('with KEEP_SIGN_UP=closed', () => {
    it('is refused, and whoever runs Keep makes the accounts', async () => {
      keep = await startKeep({ shape, env: { KEEP_SIGN_UP: 'closed' } });
      expect((await signUp('eve@example.com')).json).toMatchObject({ status: 403, code: 'sign-up-closed' });
      const { stdout } = await keep.keep('users', 'add', 'ada@example.com', 'Ada');
      const [, password = ''] = /password (\S+)/.exec(stdout) ?? [];
      const ada = await signIn(keep.url, 'ada@example.com', password);
      expect((await ada.call('GET /api/v1/notes')).status).toBe(200);
    });

    it('where others can reach Keep, lets in whoever has the printed set-up code, once', async () => {
      const env = { KEEP_SIGN_UP: 'closed', KEEP_PUBLIC_URL: 'https://keep.example.org', NOTES_TRASH_DAYS: '7' };
      keep = await startKeep({ shape, env });
      const signUpNow = async () => (await call(keep.url, 'GET /api/v1/server')).json.signUp;
      expect(await signUpNow()).toEqual({ mode: 'closed', setUpCodeNeeded: true });
      expect((await call(keep.url, 'GET /api/v1/server')).json.trashDays).toBe(7);
      const [, setUpCode = ''] = /needs the set-up code (\S+)/.exec(keep.output()) ?? [];
      const refused = await signUp('eve@example.com', { setUpCode: 'not the code' });
      expect(refused.json).toMatchObject({ status: 403, code: 'set-up-code-required' });
      expect((await signUp('ada@example.com', { setUpCode })).status).toBe(201);
      expect(await signUpNow()).toEqual({ mode: 'closed', setUpCodeNeeded: false });
      expect((await signUp('eve@example.com', { setUpCode })).json.code).toBe('sign-up-closed');

      // As a proxy on this machine passes it on; the name of another host stops at the gateway.
      const keys = (host: string) => statusFor(host, new URL('/.well-known/jwks.json', keep.url));
      expect([await keys('keep.example.org'), await keys('evil.example')]).toEqual([200, 421]);
    });
  });
});

/** `fetch` sets `Host` itself. */
function statusFor(host: string, url: URL): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, response => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}
