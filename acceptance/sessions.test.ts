import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, signIn, signUp } from './person.ts';

describe.each(['services', 'one'] as const)('sessions, in shape %s', shape => {
  let keep: StartedKeep;
  beforeAll(async () => {
    keep = await startKeep({ shape });
  });
  afterAll(() => keep?.stop());

  const refresh = (refreshToken: string) => call(keep.url, 'POST /api/v1/auth/refresh', { body: { refreshToken } });

  it('gives 50 parallel refreshes of one token the same successor, and the session lives on', async () => {
    const person = await signUp(keep.url);
    const replies = await Promise.all(Array.from({ length: 50 }, () => refresh(person.refreshToken)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const successors = new Set(replies.map(({ json }) => json.refreshToken));
    expect(successors.size).toBe(1);
    const { json } = await person.call('GET /api/v1/auth/sessions');
    expect(json.sessions).toHaveLength(1);

    const [successor] = successors;
    expect((await refresh(successor)).status).toBe(200);
    const reuse = await refresh(person.refreshToken);
    expect(reuse.json).toMatchObject({ status: 401, code: 'session-ended' });
    expect((await refresh(successor)).status).toBe(401);
  });

  it('refuses an ended session everywhere within two seconds', async () => {
    const person = await signUp(keep.url);
    const other = await signIn(keep.url, person.email);
    expect((await other.call('GET /api/v1/notes')).status).toBe(200);
    const { json } = await person.call('GET /api/v1/auth/sessions');
    const { id } = json.sessions.find((session: { current: boolean }) => !session.current);
    expect((await person.call(`DELETE /api/v1/auth/sessions/${id}`)).status).toBe(204);
    await eventually(async () => {
      expect((await other.call('GET /api/v1/notes')).json).toMatchObject({ status: 401, code: 'session-ended' });
    }, 2_000);
    expect((await person.call('GET /api/v1/notes')).status).toBe(200);
  });

  it('answers 429 to the eleventh wrong sign-in in a minute, whatever forwarding header is sent', async () => {
    const { email } = await signUp(keep.url);
    const wrong = (n: number) =>
      call(keep.url, 'POST /api/v1/auth/sign-in', {
        body: { email, password: `wrong password ${n}` },
        headers: {
          'x-forwarded-for': `10.0.0.${n}`,
          'x-real-ip': `10.0.0.${n}`,
          'x-client-address': `10.0.0.${n}`,
          forwarded: `for=10.0.0.${n}`,
        },
      });
    for (let n = 1; n <= 10; n++)
      expect((await wrong(n)).json).toMatchObject({ status: 401, code: 'wrong-credentials' });
    const eleventh = await wrong(11);
    expect(eleventh.json).toMatchObject({ status: 429, code: 'too-many-sign-ins' });
    expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0);
    const right = await call(keep.url, 'POST /api/v1/auth/sign-in', { body: { email, password: PASSWORD } });
    expect(right.status).toBe(429);
  });
});
