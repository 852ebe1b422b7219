/** Refreshing: one successor for all retries, and the end of the family when a token is stolen. */
import fc from 'fast-check';
import { sessionRevoked } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import { eventually } from '@keep/testing/eventually';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  beforeEach(async () => (auth = await startAuth()));
  afterEach(() => auth.stop());

  const expectEnded = async (refreshToken: string) => {
    const reply = await auth.refresh(refreshToken);
    expect([reply.status, reply.json.code]).toEqual([401, 'session-ended']);
  };

  test.each(['', 'x', 'A'.repeat(86), '%'])('refuses %j, which was never a token', async text => {
    await expectEnded(text);
  });

  test('refuses a request without a token', async () => {
    const reply = await auth.request('POST /api/v1/auth/refresh');
    expect([reply.status, reply.json.code]).toEqual([401, 'session-ended']);
  });

  test('50 parallel refreshes of one token give one successor and one living family', async () => {
    const { refreshToken } = (await auth.signUp()).json;
    const replies = await Promise.all(Array.from({ length: 50 }, () => auth.refresh(refreshToken)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const successors = new Set(replies.map(({ json }) => json.refreshToken as string));
    expect(successors.size).toBe(1);
    const [successor = ''] = successors;
    expect((await auth.refresh(successor)).status).toBe(200);
  });

  test('reuse after the successor was used ends the session, and everybody hears of it', async () => {
    const { refreshToken, accessToken } = (await auth.signUp()).json;
    const heard: unknown[] = [];
    auth.bus.listen([anyonesSubject(sessionRevoked.type)], async event => void heard.push(event.data), {
      replaySeconds: 60,
    });
    const successor = (await auth.refresh(refreshToken)).json.refreshToken;
    const latest = (await auth.refresh(successor)).json;
    await expectEnded(refreshToken);
    await expectEnded(latest.refreshToken);
    for (const token of [accessToken, latest.accessToken]) {
      const refused = await auth.me(token);
      expect([refused.status, refused.json.code]).toEqual([401, 'session-ended']);
    }
    await eventually(() => expect(heard).toHaveLength(1));
  });

  test('a token long spent still ends the family', async () => {
    const first = (await auth.signUp()).json.refreshToken;
    let latest = first;
    for (let round = 0; round < 5; round += 1) {
      auth.advance(24 * 3_600_000);
      latest = (await auth.refresh(latest)).json.refreshToken;
    }
    await expectEnded(first);
    await expectEnded(latest);
  });

  test('a spent token is honoured for 60 s while its successor is not used', async () => {
    const { refreshToken } = (await auth.signUp()).json;
    const first = await auth.refresh(refreshToken);
    auth.advance(59_000);
    const retried = await auth.refresh(refreshToken);
    expect(retried.json.refreshToken).toBe(first.json.refreshToken);
    auth.advance(2_000);
    await expectEnded(refreshToken);
  });

  test('a session that nobody used for 60 days has ended, one that was used has not', async () => {
    const { refreshToken } = (await auth.signUp()).json;
    auth.advance(59 * 86_400_000);
    const successor = (await auth.refresh(refreshToken)).json.refreshToken;
    auth.advance(59 * 86_400_000);
    const latest = await auth.refresh(successor);
    expect(latest.status).toBe(200);
    auth.advance(60 * 86_400_000);
    await expectEnded(latest.json.refreshToken);
  });

  test('goes by cookie, and sets the successor as a cookie', async () => {
    const email = newEmail();
    const signedUp = await auth.request('POST /api/v1/auth/sign-up', { body: { email, password, name: 'Ada' } });
    const cookie = signedUp.headers.get('set-cookie')?.split(';')[0] ?? '';
    const reply = await auth.request('POST /api/v1/auth/refresh', { headers: { cookie: `other=1; ${cookie}` } });
    expect([reply.status, reply.json.refreshToken]).toEqual([200, undefined]);
    const successor = reply.headers.get('set-cookie')?.split(';')[0];
    expect(successor).toMatch(/^keep_refresh=/);
    expect(successor).not.toBe(cookie);
  });

  test('survives a restart', async () => {
    const { refreshToken } = (await auth.signUp()).json;
    await auth.stop();
    auth = await startAuth({}, auth.directory);
    expect((await auth.refresh(refreshToken)).status).toBe(200);
  });

  type Step = { kind: 'refresh'; age: number } | { kind: 'wait'; seconds: number };

  /** Waits never add up to the 60 s of grace: the time that the requests take must not decide. */
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('refresh' as const), age: fc.nat(3) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        seconds: fc.integer({ min: 1, max: 12 }).map(sevens => 7 * sevens),
      }),
    },
  );

  test('whatever clients do, a session lives exactly as long as the rules say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async steps => {
        const issued: string[] = [(await auth.signUp()).json.refreshToken];
        let rotatedAt = 0;
        let isAlive = true;
        for (const move of steps) {
          if (move.kind === 'wait') {
            auth.advance(move.seconds * 1_000);
            continue;
          }
          const index = Math.max(0, issued.length - 1 - move.age);
          const reply = await auth.refresh(issued[index] ?? '');
          const newest = issued.length - 1;
          const inGrace = index === newest - 1 && auth.now().getTime() - rotatedAt <= 60_000;
          isAlive &&= index === newest || inGrace;
          expect(reply.status).toBe(isAlive ? 200 : 401);
          if (!isAlive) continue;
          if (index === newest) {
            issued.push(reply.json.refreshToken);
            rotatedAt = auth.now().getTime();
          } else expect(reply.json.refreshToken).toBe(issued[newest]);
        }
        expect((await auth.refresh(issued.at(-1) ?? '')).status).toBe(isAlive ? 200 : 401);
      }),
      { numRuns: 25 },
    );
  });
});
