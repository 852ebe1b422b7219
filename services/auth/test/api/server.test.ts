/** What this server is, for clients that know no account yet. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn } from './auth-app.ts';
import { engines } from '../engines.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  afterEach(() => auth.stop());

  const server = () => auth.request('GET /api/v1/server');

  test('returns no more than a client needs, without a token, and may be kept for a moment', async () => {
    auth = await startAuth({ KEEP_SET_UP_CODE: 'a secret code' });
    const reply = await server();
    expect(reply.json).toEqual({
      version,
      signUp: { mode: 'open', setUpCodeNeeded: true },
      mail: false,
      trashDays: 30,
      features: [],
    });
    expect(reply.headers.get('cache-control')).toBe('public, max-age=10');
    expect(reply.text).not.toContain('secret');
  });

  test.each([
    [{ KEEP_SIGN_UP: 'closed' }, 'closed'],
    [{ KEEP_SIGN_UP: 'verify', KEEP_SMTP_URL: 'smtp://user:secret@127.0.0.1:1' }, 'verify'],
  ])('shows the mode of sign-up, and whether mail is sent, and not how: %j', async (environment, mode) => {
    auth = await startAuth({ ...environment, TRASH_DAYS: '7' });
    const reply = await server();
    expect(reply.json).toMatchObject({
      signUp: { mode, setUpCodeNeeded: false },
      mail: mode === 'verify',
      trashDays: 7,
    });
    expect(reply.text).not.toContain('secret');
  });

  test('asks for the set-up code until there is an account', async () => {
    auth = await startAuth({ KEEP_SIGN_UP: 'closed', KEEP_SET_UP_CODE: 'set up code' });
    expect((await server()).json.signUp.setUpCodeNeeded).toBe(true);
    await auth.internal('POST /internal/users', { email: 'ada@example.org', name: 'Ada' });
    expect((await server()).json.signUp.setUpCodeNeeded).toBe(false);
  });
});
