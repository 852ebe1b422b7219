/** Two processes of auth on one store: what one does, the other knows. */
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { afterEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  afterEach(() => auth.stop());

  test('replicas that start at once agree on keys and secrets', async () => {
    auth = await startAuth();
    const replicas = await Promise.all([auth.startReplica(), auth.startReplica()]);
    const urls = [auth.url, ...replicas.map(({ url }) => url)];
    const sets = await Promise.all(urls.map(url => call(url, 'GET /.well-known/jwks.json')));
    expect(new Set(sets.map(({ text }) => text)).size).toBe(1);
    const { refreshToken } = (await auth.signUp()).json;
    const refreshed = await Promise.all(
      urls.map(url => call(url, 'POST /api/v1/auth/refresh', { body: { refreshToken } })),
    );
    expect(new Set(refreshed.map(({ json }) => json.refreshToken)).size).toBe(1);
    await Promise.all(replicas.map(replica => replica.stop()));
  });

  test('50 parallel refreshes over two replicas give one successor and one living family', async () => {
    auth = await startAuth();
    const other = await auth.startReplica();
    const { refreshToken } = (await auth.signUp()).json;
    const refresh = (url: string, token: string) =>
      call(url, 'POST /api/v1/auth/refresh', { body: { refreshToken: token } });
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) => refresh(index % 2 === 0 ? auth.url : other.url, refreshToken)),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const successors = new Set<string>(replies.map(({ json }) => json.refreshToken));
    expect(successors.size).toBe(1);
    const [successor = ''] = successors;
    expect((await refresh(other.url, successor)).status).toBe(200);
    expect((await refresh(auth.url, refreshToken)).status).toBe(401);
    await other.stop();
  });

  test('a session ended at one replica is refused at the other at once', async () => {
    auth = await startAuth();
    const other = await auth.startReplica();
    const { accessToken: token } = (await auth.signUp()).json;
    expect((await call(other.url, 'GET /api/v1/me', { token })).status).toBe(200);
    await auth.request('POST /api/v1/auth/sign-out', { token });
    expect((await call(other.url, 'GET /api/v1/me', { token })).status).toBe(401);
    await other.stop();
  });

  test('wrong passwords are counted across replicas', async () => {
    auth = await startAuth();
    const other = await auth.startReplica();
    const body = { email: newEmail(), password: 'not the password' };
    const attempt = (round: number) =>
      call(round % 2 === 0 ? auth.url : other.url, 'POST /api/v1/auth/sign-in', { body });
    for (let round = 0; round < 10; round += 1) expect((await attempt(round)).status).toBe(401);
    for (const round of [10, 11]) expect((await attempt(round)).status).toBe(429);
    await other.stop();
  });

  test('keys rotated at one replica sign and verify at the other', async () => {
    auth = await startAuth();
    const other = await auth.startReplica();
    const { accessToken, refreshToken } = (await auth.signUp()).json;
    await auth.internal('POST /internal/keys/rotate');
    const renewed = await call(other.url, 'POST /api/v1/auth/refresh', { body: { refreshToken } });
    for (const token of [accessToken, renewed.json.accessToken])
      for (const url of [auth.url, other.url]) expect((await call(url, 'GET /api/v1/me', { token })).status).toBe(200);
    await other.stop();
  });

  test('a mail goes out once, though every replica sends mail', async () => {
    auth = await startAuth({ KEEP_SIGN_UP: 'verify' });
    const other = await auth.startReplica();
    const emails = Array.from({ length: 10 }, newEmail);
    await Promise.all(
      emails.map((email, index) =>
        call(index % 2 === 0 ? auth.url : other.url, 'POST /api/v1/auth/sign-up', {
          body: { email, password, name: 'Ada' },
        }),
      ),
    );
    await eventually(() => emails.forEach(email => expect(auth.mailsTo(email)).toHaveLength(1)));
    await other.stop();
  });
});
