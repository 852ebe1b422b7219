/** Who may not call what: every route of auth, taken from its own table. */
import { internalRoutes } from '@keep/contracts/auth-internal-http';
import { routes } from '@keep/contracts/auth-http';
import type { RouteContract } from '@keep/contracts/route';
import { callerHeader } from '@keep/service-kit/callers';
import { newId } from '@keep/service-kit/unique-id';
import { accessTokenFor } from '@keep/testing/test-keys';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthApp, authOn, callers, password } from './auth-app.ts';
import { engines } from '../engines.ts';

describe.each(engines)('auth on %s', (_, engine) => {
  const startAuth = authOn(engine);
  let auth: AuthApp;
  let apiToken: string;
  let endedToken: string;
  beforeAll(async () => {
    auth = await startAuth();
    const { accessToken: token } = (await auth.signUp()).json;
    const body = { name: 'all', scopes: ['notes:read', 'notes:write'], password };
    const created = await auth.request('POST /api/v1/auth/tokens', { token, body });
    apiToken = (await auth.internal('POST /internal/token-exchange', { token: created.json.token })).json.accessToken;
    endedToken = (await auth.signUp()).json.accessToken;
    await auth.request('POST /api/v1/auth/sign-out', { token: endedToken });
  });
  afterAll(() => auth.stop());

  const all: readonly RouteContract[] = [...routes, ...internalRoutes];
  const target = ({ method, path }: RouteContract) => `${method} ${path.replace('{id}', newId())}`;
  const named = (isWanted: (route: RouteContract) => boolean) =>
    all.filter(isWanted).map(route => [route.operationId, route] as const);

  test('answers every route of its contract, and no other', () => {
    const ids = (contracts: readonly RouteContract[]) => contracts.map(({ operationId }) => operationId).sort();
    expect(ids(auth.service.contracts)).toEqual(ids(all));
  });

  describe('routes for people', () => {
    const forPeople = named(({ access }) => access !== 'public' && access !== 'internal');

    test.each(forPeople)('%s refuses a stranger, also one who says who they are', async (_, route) => {
      for (const headers of [{}, { 'x-user-id': newId() }]) {
        const reply = await auth.request(target(route), { headers });
        expect([reply.status, reply.json.code]).toEqual([401, 'unauthenticated']);
      }
    });

    test.each(forPeople)('%s refuses a token that somebody else signed', async (_, route) => {
      const reply = await auth.request(target(route), { token: await accessTokenFor(newId()) });
      expect([reply.status, reply.json.code]).toEqual([401, 'unauthenticated']);
    });

    test.each(forPeople)('%s refuses a session that has ended', async (_, route) => {
      const reply = await auth.request(target(route), { token: endedToken });
      expect([reply.status, reply.json.code]).toEqual([401, 'session-ended']);
    });

    test.each(forPeople)('%s refuses an API token without the scope', async (_, route) => {
      const reply = await auth.request(target(route), { token: apiToken });
      expect([reply.status, reply.json.code]).toEqual([403, 'insufficient-scope']);
    });
  });

  describe('internal routes', () => {
    const internal = named(({ access }) => access === 'internal');

    test.each(internal)('%s refuses strangers, people, and wrong secrets', async (_, route) => {
      const { accessToken } = (await auth.signUp()).json;
      const authorizations = [
        '',
        `Bearer ${accessToken}`,
        callerHeader('gateway', 'b'.repeat(64)),
        callerHeader('nobody', 'a'.repeat(64)),
      ];
      for (const authorization of authorizations) {
        const reply = await auth.request(target(route), { headers: { authorization } });
        expect([reply.status, reply.json.code]).toEqual([401, 'unauthenticated']);
      }
    });

    test.each([
      ['listUsers', ['launcher']],
      ['addUser', ['launcher']],
      ['setUserPassword', ['launcher']],
      ['rotateKeys', ['launcher']],
      ['exchangeToken', ['gateway']],
      ['listRevokedSessions', ['gateway', 'notes']],
    ])('%s answers 403 to every process but %j', async (operationId, allowed) => {
      const route = internalRoutes.find(one => one.operationId === operationId);
      if (!route) throw new Error('There is no such route.');
      for (const caller of callers) {
        const { status } = await auth.internal(target(route), undefined, caller);
        expect([caller, status === 403]).toEqual([caller, !allowed.includes(caller)]);
      }
    });
  });

  test('every path answers 405 with Allow to another method, and 404 where there is nothing', async () => {
    const reply = await auth.request('PUT /api/v1/me');
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, HEAD, PATCH, DELETE, OPTIONS']);
    expect((await auth.request('GET /api/v1/nothing')).status).toBe(404);
  });
});
