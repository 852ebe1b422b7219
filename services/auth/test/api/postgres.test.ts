/** auth on a PostgreSQL that is made anew, loses its connections, and dies. */
import { join } from 'node:path';
import { userRegistered } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import { PostgresDatabase } from '@keep/service-kit/postgres-database';
import { newId } from '@keep/service-kit/unique-id';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import type { RealServer } from '@keep/testing/real-server';
import { engineCanStart, startPostgres } from '@keep/testing/real-servers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, describe, expect, test } from 'vitest';
import { makePostgres } from '../engines.ts';
import { type AuthApp, authOn, password } from './auth-app.ts';

describe.skipIf(!engineCanStart('postgres'))('auth', () => {
  let server: RealServer;
  const startAuth = authOn(makePostgres(async () => (server = await startPostgres())));
  let auth: AuthApp;
  afterEach(() => auth.stop());

  test('two that start at once on an empty server make their database once, and agree on keys and secrets', async () => {
    auth = await startAuth();
    const replicas = await Promise.all(
      ['one', 'two'].map(name =>
        auth.startReplica({
          DATABASE_URL: '',
          POSTGRES_URL: server.url,
          DATA_DIR: join(temporaryDirectory(), name),
        }),
      ),
    );
    const [one = '', two = ''] = replicas.map(({ url }) => url);
    const sets = await Promise.all([one, two].map(url => call(url, 'GET /.well-known/jwks.json')));
    expect(sets[0]?.json.keys).toHaveLength(2);
    expect(sets[0]?.text).toBe(sets[1]?.text);
    const body = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada', transport: 'body' };
    const { refreshToken } = (await call(one, 'POST /api/v1/auth/sign-up', { body })).json;
    expect((await call(two, 'POST /api/v1/auth/refresh', { body: { refreshToken } })).status).toBe(200);
    await Promise.all(replicas.map(replica => replica.stop()));
  });

  test('answers 503 while PostgreSQL is down, is not ready, and goes on after it with everything it had acknowledged', async () => {
    auth = await startAuth();
    const { accessToken, refreshToken } = (await auth.signUp()).json;
    await server.kill();
    for (const refused of [await auth.me(accessToken), await auth.refresh(refreshToken), await auth.signUp()]) {
      expect([refused.status, refused.json.code]).toEqual([503, 'unavailable']);
      expect(refused.headers.get('retry-after')).toBe('1');
    }
    expect(auth.service.readiness().waitsFor).toEqual(['postgres']);
    await server.restart();
    await eventually(async () => expect((await auth.me(accessToken)).status).toBe(200));
    expect((await auth.refresh(refreshToken)).status).toBe(200);
    expect(auth.service.readiness().waitsFor).toEqual([]);
  });

  describe('whose connections are killed under load', () => {
    const KILLS = 25;
    const statuses = new Map<number, number>();
    const count = (status: number) => void statuses.set(status, (statuses.get(status) ?? 0) + 1);

    test('refuses with 503, loses nothing that it acknowledged, and keeps every session that goes on asking', async () => {
      // A check whose end is lost counts as a wrong password.
      const many = '100000';
      auth = await startAuth({
        API_TOKENS_PER_PERSON: many,
        SIGN_IN_FAILURES_PER_MINUTE: many,
        SIGN_IN_FREE_FAILURES: many,
      });
      const heard: string[] = [];
      const subjects = [anyonesSubject(userRegistered.type)];
      auth.bus.consume({ name: 'test.registered', subjects }, async ({ data }) => {
        heard.push(userRegistered.data.parse(data).userId);
      });
      const { accessToken: token } = (await auth.signUp()).json;
      const registered: string[] = [];
      const created: string[] = [];
      let isOver = false;

      const signUp = async () => {
        const reply = await auth.signUp();
        count(reply.status);
        if (reply.status === 201) registered.push(reply.json.user.id);
      };
      const createToken = async () => {
        const body = { name: newId(), scopes: ['account'], password };
        const reply = await auth.request('POST /api/v1/auth/tokens', { token, body });
        count(reply.status);
        if (reply.status === 201) created.push(reply.json.id);
      };
      let refreshToken: string = (await auth.signUp()).json.refreshToken;
      const refresh = async () => {
        const reply = await auth.refresh(refreshToken);
        count(reply.status);
        if (reply.status === 200) refreshToken = reply.json.refreshToken;
      };
      const repeat = async (work: () => Promise<void>) => {
        while (!isOver) await work();
      };
      const load = [signUp, signUp, createToken, createToken, createToken, refresh].map(repeat);
      const killing = killAgainAndAgain(() => registered.length + created.length).finally(() => (isOver = true));
      await Promise.all([killing, ...load]);

      expect(new Set(statuses.keys())).toEqual(new Set([200, 201, 503]));
      expect(statuses.get(503)).toBeGreaterThan(KILLS);
      expect((await auth.refresh(refreshToken)).status).toBe(200);
      expect(await tokenIds(token)).toEqual(expect.arrayContaining(created));
      await eventually(() => expect(heard).toEqual(expect.arrayContaining(registered)), 10_000);
      expect(heard).toHaveLength(new Set(heard).size);
    });

    /** Kills every connection of auth, each time after some more was acknowledged. */
    async function killAgainAndAgain(acknowledged: () => number): Promise<void> {
      const admin = await PostgresDatabase.open({ url: server.url, migrations: [], name: 'test' });
      for (let kill = 0; kill < KILLS; kill += 1) {
        const before = acknowledged();
        await eventually(() => expect(acknowledged()).toBeGreaterThan(before + 5), 10_000);
        await admin.all(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'keep-auth'`);
      }
      await admin.close();
    }

    async function tokenIds(token: string): Promise<string[]> {
      const ids: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const reply = await auth.request(`GET /api/v1/auth/tokens?limit=100${cursor && `&cursor=${cursor}`}`, {
          token,
        });
        ids.push(...reply.json.tokens.map(({ id }: { id: string }) => id));
        cursor = reply.json.nextCursor;
      }
      return ids;
    }
  });
});
