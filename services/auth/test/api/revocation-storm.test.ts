/** Thousands of sessions and API tokens end at once, and the end of another person's session is known in time. */
import { sessionRevoked } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import { systemClock } from '@keep/service-kit/clock';
import { createLogger } from '@keep/service-kit/logger';
import { Revocations } from '@keep/service-kit/revocations';
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { testAuthSource } from '@keep/testing/test-keys';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, newEmail, password } from './auth-app.ts';
import { engines } from '../engines.ts';

const PEOPLE = 4;
const TOKENS = 2_100;

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  let revocations: Revocations;
  beforeEach(async () => {
    auth = await startAuth();
    revocations = new Revocations(testAuthSource(), systemClock, createLogger('test', 'silent'));
    revocations.start(auth.bus);
  });
  afterEach(async () => {
    await revocations.stop();
    await auth.stop();
  });

  /** As many API tokens as a version of Keep without a limit let a person make: copies of one. */
  async function giveTokens(token: string): Promise<string[]> {
    const body = { name: 'script', scopes: ['account'], password };
    const { id } = (await auth.request('POST /api/v1/auth/tokens', { token, body })).json;
    const ids = Array.from({ length: TOKENS }, () => newId());
    await engine.execute(
      auth.directory,
      `WITH copies(id) AS (VALUES ${ids.map(copy => `('${copy}')`).join(', ')})
       INSERT INTO api_tokens (id, user_id, name, scopes, created_at, hash)
       SELECT copies.id, user_id, name, scopes, created_at, copies.id FROM api_tokens, copies WHERE api_tokens.id = '${id}'`,
    );
    return [id, ...ids];
  }

  const sidOf = (accessToken: string) => String(decodeJwt(accessToken)['sid']);

  test(`another's sign-out is known within 2 s while ${PEOPLE * TOKENS} tokens and sessions end`, async () => {
    const heard: string[] = [];
    auth.bus.listen(
      [anyonesSubject(sessionRevoked.type)],
      async ({ data }) => void heard.push(sessionRevoked.data.parse(data).userId),
      { replaySeconds: 60 },
    );
    const people = await Promise.all(Array.from({ length: PEOPLE }, async () => (await auth.signUp()).json));
    const tokenIds = (await Promise.all(people.map(({ accessToken }) => giveTokens(accessToken)))).flat();
    const { accessToken: token } = (await auth.signUp()).json;

    const deleted = people.map(({ accessToken }) =>
      auth.request('DELETE /api/v1/me', { token: accessToken, body: { password } }),
    );
    for (const { status } of await Promise.all(deleted)) expect(status).toBe(204);
    expect((await auth.request('POST /api/v1/auth/sign-out', { token })).status).toBe(204);
    await eventually(() => expect(revocations.isRevoked(sidOf(token))).toBe(true), 2_000);

    await eventually(() => expect(tokenIds.every(id => revocations.isRevoked(id))).toBe(true), 10_000);
    for (const { accessToken } of people) expect(revocations.isRevoked(sidOf(accessToken))).toBe(true);
    // Of each person one for the session, and two for more tokens than one event names; of the other one.
    expect(heard.length).toBeLessThanOrEqual(3 * PEOPLE + 1);
  });

  test('all sessions of a person that end together are one event', async () => {
    const heard: unknown[] = [];
    auth.bus.listen([anyonesSubject(sessionRevoked.type)], async event => void heard.push(event.data), {
      replaySeconds: 60,
    });
    const email = newEmail();
    const { accessToken: token, user } = (await auth.signUp(email)).json;
    const lost: string[] = [];
    for (let round = 0; round < 8; round += 1) lost.push((await auth.signIn(email)).json.accessToken);
    await auth.request('DELETE /api/v1/auth/sessions', { token });
    await eventually(() => expect(heard).toHaveLength(1));
    const { userId, sessionIds } = sessionRevoked.data.parse(heard[0]);
    expect([userId, new Set(sessionIds)]).toEqual([user.id, new Set(lost.map(sidOf))]);
  });
});
