/** What auth answers to other processes of Keep: keys, revocations, accounts. */
import { keysRotated } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import { eventually } from '@keep/testing/eventually';
import { decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth()));
  afterEach(() => auth.stop());

  const publishedIds = async (): Promise<string[]> =>
    (await auth.request('GET /.well-known/jwks.json')).json.keys.map(({ kid }: { kid: string }) => kid);

  describe('keys', () => {
    test('are published without their private part', async () => {
      const reply = await auth.request('GET /.well-known/jwks.json');
      expect(reply.json.keys).toHaveLength(2);
      for (const key of reply.json.keys)
        expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    });

    test('rotate: the next one, published before, signs, and the old one stays until its tokens have expired', async () => {
      const heard: string[] = [];
      auth.bus.listen([anyonesSubject(keysRotated.type)], async event => void heard.push(event.type), {
        replaySeconds: 60,
      });
      const before = await publishedIds();
      const old = (await auth.signUp()).json.accessToken;
      const { signingKeyId, nextKeyId } = (await auth.internal('POST /internal/keys/rotate')).json;
      expect(before).toContain(signingKeyId);
      expect(before).not.toContain(nextKeyId);
      const fresh = (await auth.signUp()).json.accessToken;
      expect(decodeProtectedHeader(fresh)).toEqual({ alg: 'EdDSA', kid: signingKeyId, typ: 'at+jwt' });
      for (const token of [old, fresh]) expect((await auth.me(token)).status).toBe(200);
      expect(new Set(await publishedIds())).toEqual(new Set([...before, nextKeyId]));
      await eventually(() => expect(heard).toEqual([keysRotated.type]));
      auth.advance(11 * 60_000);
      expect(new Set(await publishedIds())).toEqual(new Set([signingKeyId, nextKeyId]));
    });

    test('rotate under load without one failed request', async () => {
      const { accessToken, refreshToken } = (await auth.signUp()).json;
      const statuses = new Set<number>();
      let latest: string = refreshToken;
      for (let round = 0; round < 10; round += 1) {
        const [, old, renewed] = await Promise.all([
          auth.internal('POST /internal/keys/rotate'),
          auth.me(accessToken),
          auth.refresh(latest),
        ]);
        latest = renewed.json.refreshToken;
        statuses
          .add(old.status)
          .add(renewed.status)
          .add((await auth.me(renewed.json.accessToken)).status);
      }
      expect(statuses).toEqual(new Set([200]));
    });
  });

  test('lists sessions revoked within the life of an access token', async () => {
    const { accessToken } = (await auth.signUp()).json;
    await auth.request('POST /api/v1/auth/sign-out', { token: accessToken });
    const list = async () => (await auth.internal('GET /internal/revoked-sessions')).json.sessions;
    expect(await list()).toHaveLength(1);
    auth.advance(11 * 60_000);
    expect(await list()).toEqual([]);
  });

  describe('accounts', () => {
    test('are added with a password to hand over, whatever the mode of sign-up', async () => {
      await auth.stop();
      auth = await startAuth({ KEEP_SIGN_UP: 'closed' });
      const email = newEmail();
      const reply = await auth.internal('POST /internal/users', { email, name: 'Ada' });
      expect([reply.status, reply.json.user.email]).toEqual([201, email]);
      expect((await auth.signIn(email, reply.json.password)).status).toBe(200);
      const again = await auth.internal('POST /internal/users', { email, name: 'Ada' });
      expect([again.status, again.json.code]).toEqual([409, 'email-taken']);
    });

    test('get a new password, which ends their sessions; nobody gets one for an address without an account', async () => {
      const email = newEmail();
      const { accessToken } = (await auth.signUp(email)).json;
      const { password } = (await auth.internal('POST /internal/users/reset-password', { email })).json;
      expect((await auth.me(accessToken)).status).toBe(401);
      expect((await auth.signIn(email)).status).toBe(401);
      expect((await auth.signIn(email, password)).status).toBe(200);
      expect((await auth.internal('POST /internal/users/reset-password', { email: newEmail() })).status).toBe(404);
    });

    test('are listed oldest first, page by page', async () => {
      const emails = [newEmail(), newEmail(), newEmail()];
      for (const email of emails) await auth.signUp(email);
      const first = await auth.internal('GET /internal/users?limit=2');
      const rest = await auth.internal(`GET /internal/users?limit=2&cursor=${first.json.nextCursor}`);
      expect([...first.json.users, ...rest.json.users].map(({ email }) => email)).toEqual(emails);
      expect(rest.json.nextCursor).toBeNull();
    });
  });
});
