/** One's own account. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth()));
  afterEach(() => auth.stop());

  test('answers 304 to a matching If-None-Match, and anew once something changed', async () => {
    const { accessToken: token } = (await auth.signUp()).json;
    const first = await auth.me(token);
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect((await auth.request('GET /api/v1/me', { token, headers })).status).toBe(304);
    await auth.request('PATCH /api/v1/me', { token, body: { name: 'Ada Lovelace' } });
    const changed = await auth.request('GET /api/v1/me', { token, headers });
    expect([changed.status, changed.json.name]).toEqual([200, 'Ada Lovelace']);
  });

  test('honours an Idempotency-Key: the same answer again, another body is a conflict', async () => {
    const { accessToken: token } = (await auth.signUp()).json;
    const headers = { 'idempotency-key': 'one' };
    const rename = (name: string) => auth.request('PATCH /api/v1/me', { token, headers, body: { name } });
    const first = await rename('Ada Lovelace');
    await auth.request('PATCH /api/v1/me', { token, body: { name: 'Countess' } });
    const repeated = await rename('Ada Lovelace');
    expect([repeated.status, repeated.text]).toEqual([200, first.text]);
    expect((await auth.me(token)).json.name).toBe('Countess');
    const reused = await rename('Somebody else');
    expect([reused.status, reused.json.code]).toEqual([409, 'idempotency-key-reused']);
  });

  test("keeps one person's keys apart from another's", async () => {
    const headers = { 'idempotency-key': 'one' };
    for (const name of ['Ada Lovelace', 'Eve']) {
      const { accessToken: token } = (await auth.signUp()).json;
      const reply = await auth.request('PATCH /api/v1/me', { token, headers, body: { name } });
      expect([reply.status, reply.json.name]).toEqual([200, name]);
    }
  });

  test('refuses a name that is empty, too long, or not storable', async () => {
    const { accessToken: token } = (await auth.signUp()).json;
    for (const name of ['', '   ', 'x'.repeat(101), 'a\u0000b', 'a\u202Eb', '\u200B', 7]) {
      const reply = await auth.request('PATCH /api/v1/me', { token, body: { name } });
      expect([reply.status, reply.json.errors[0].pointer]).toEqual([422, '/name']);
    }
  });
});
