/** Somebody who cannot prove who they are, or that they may do this. */
import { fileURLToPath } from 'node:url';
import { scopes } from '@keep/contracts/route';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type Person, signIn, signUp } from '../person.ts';
import { attackedShapes } from './attacked-shapes.ts';
import { type Operation, operations } from './api.ts';
import { type Belongings, belongingsOf } from './belongings.ts';
import { falseTokens } from './false-tokens.ts';
import { patiently } from '../patiently.ts';
import { stateOf } from './person-state.ts';
import { cases } from './requests.ts';
import { send, type SendOptions } from './send.ts';

const preload = fileURLToPath(new URL('../../packages/chaos/dist/skewed-clock.js', import.meta.url));
/** Longer than an access token lives. */
const TEN_MINUTES = 600_000;

const named = (list: readonly Operation[]) => list.map(each => [each.operationId, each] as const);
const needsToken = operations.filter(({ access }) => access !== 'public');
const takesApiToken = needsToken.filter(({ access }) => access !== 'session');
const takesPersonOnly = needsToken.filter(({ access }) => access === 'session');

describe.each(attackedShapes)('a stranger, in shape %s', shape => {
  let keep: StartedKeep;
  let victim: Belongings;
  /** By what is wrong with it. */
  let tokens: Record<string, string>;
  /** API tokens with every scope but this one, by scope; under `none`, with every one. */
  let tokensWithout: Record<string, string>;
  let before: string;

  beforeAll(async () => {
    const past = await startInThePast();
    const expired = await signUp(past.url);
    await past.stop();

    keep = await startKeep({ shape, dataDir: past.dataDir });
    const own = await belongingsOf(keep.url, await signUp(keep.url));
    const [sessionId, tokenId, memberId] = [await own.sessionId(), await own.tokenId(), await own.memberId()];
    victim = { ...own, sessionId: async () => sessionId, tokenId: async () => tokenId, memberId: async () => memberId };
    const [publicKey] = (await call(keep.url, 'GET /.well-known/jwks.json')).json.keys;
    tokens = {
      ...(await falseTokens(victim.person.accessToken, publicKey)),
      'has expired': expired.accessToken,
      'is a refresh token': victim.person.refreshToken,
      'is of a session that ended': await endedSession(victim.person),
      'is an API token that was revoked': await revokedApiToken(victim.person),
    };
    tokensWithout = { none: (await apiToken(victim.person, scopes)).token };
    for (const scope of scopes) {
      const others = scopes.filter(each => each !== scope);
      tokensWithout[scope] = (await apiToken(victim.person, others)).token;
    }
    before = await stateOf(victim.person);
  });
  afterAll(() => keep?.stop());

  async function endedSession(person: Person): Promise<string> {
    const other = await signIn(keep.url, person.email);
    await other.call('POST /api/v1/auth/sign-out', { body: {} });
    await eventually(async () => expect((await other.call('GET /api/v1/notes')).status).toBe(401));
    return other.accessToken;
  }

  async function revokedApiToken(person: Person): Promise<string> {
    const { id, token } = await apiToken(person, scopes);
    expect((await call(keep.url, 'GET /api/v1/notes', { token })).status).toBe(200);
    await person.call(`DELETE /api/v1/auth/tokens/${id}`);
    // The first refusals may be of the session that it stood for; then the token itself is known to be none.
    await eventually(async () => {
      const { json } = await call(keep.url, 'GET /api/v1/notes', { token });
      expect(json).toMatchObject({ status: 401, code: 'unauthenticated' });
    });
    return token;
  }

  async function apiToken(person: Person, granted: readonly string[]): Promise<{ id: string; token: string }> {
    const body = { name: 'probe', scopes: granted, password: PASSWORD };
    return (await patiently(() => person.call('POST /api/v1/auth/tokens', { body }))).json;
  }

  /** The full request of the victim, with another proof. */
  async function ask({ operationId }: Operation, options: SendOptions) {
    const found = cases.find(({ name }) => name === operationId);
    if (!found) throw new Error(`There is no case ${operationId}.`);
    const reply = await send(keep.url, found.operation, await found.make(victim), options);
    expect(reply.text).not.toContain(victim.mark);
    return reply;
  }

  it.each(named(needsToken))('%s refuses who shows nothing, in whatever way', async (_, operation) => {
    const { accessToken } = victim.person;
    const ways: Record<string, string>[] = [
      {},
      { 'x-user-id': victim.person.id },
      { authorization: accessToken },
      { authorization: `Basic ${Buffer.from(`${victim.person.email}:`).toString('base64')}` },
      { cookie: `accessToken=${accessToken}; refreshToken=${victim.person.refreshToken}` },
      { 'proxy-authorization': `Bearer ${accessToken}` },
      { 'x-access-token': accessToken },
    ];
    for (const headers of ways) expect((await ask(operation, { headers })).json).toMatchObject({ status: 401 });
  });

  it.each(named(needsToken))('%s refuses every token that proves nothing', async (_, operation) => {
    for (const [what, token] of Object.entries(tokens)) {
      const { status, json } = await ask(operation, { headers: { authorization: `Bearer ${token}` } });
      expect([what, status, json.code]).toEqual([
        what,
        401,
        what.includes('session') ? 'session-ended' : 'unauthenticated',
      ]);
    }
  });

  it.each(named(takesApiToken))('%s refuses an API token without its scope', async (_, operation) => {
    expect((await ask(operation, { token: tokensWithout[operation.access] ?? '' })).json).toMatchObject({
      status: 403,
      code: 'insufficient-scope',
    });
  });

  it.each(named(takesPersonOnly))('%s refuses an API token, whatever its scopes', async (_, operation) => {
    expect((await ask(operation, { token: tokensWithout['none'] ?? '' })).json).toMatchObject({
      status: 403,
      code: 'insufficient-scope',
    });
  });

  it('has changed nothing of anybody', async () => {
    expect(await stateOf(victim.person)).toBe(before);
  });

  /** auth signs with its real key what has expired by now. */
  function startInThePast(): Promise<StartedKeep> {
    const env = { AUTH_NODE_OPTIONS: `--import=${preload}`, AUTH_CLOCK_SKEW_MS: String(-TEN_MINUTES) };
    return startKeep({ env });
  }
});
