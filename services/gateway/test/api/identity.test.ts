/** Who calls: what is turned away at the door, what API tokens become, and what auth being away does not stop. */
import { makeEvent } from '@keep/service-kit/make-event';
import { sessionRevoked } from '@keep/contracts/auth-events';
import { newId } from '@keep/service-kit/unique-id';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { accessTokenFor } from '@keep/testing/test-keys';
import { afterEach, describe, expect, it } from 'vitest';
import { sendJson, startGateway, startReplica, type TestGateway, type TestReplica } from './start-gateway.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const NOTES = '/api/v1/notes';
const userId = newId();

/** An auth that exchanges `keep_good`, and what it was asked. */
async function startAuth(sessionId: string, expiresIn = 60): Promise<{ replica: TestReplica; asked: string[] }> {
  const asked: string[] = [];
  const accessToken = await accessTokenFor(userId, { sessionId, use: 'token' });
  const replica = await startReplica((request, response) => {
    if (request.url !== '/internal/token-exchange') return sendJson({ ok: true })(request, response);
    let text = '';
    request.on('data', chunk => (text += String(chunk)));
    request.on('end', () => {
      const { token } = JSON.parse(text) as { token: string };
      asked.push(token);
      const isGood =
        token === 'keep_good' && request.headers.authorization === `Keep-Service gateway:${'f'.repeat(64)}`;
      const answer = isGood ? sendJson({ accessToken, expiresIn }) : sendJson({ code: 'unauthenticated' }, 401);
      answer(request, response);
    });
  });
  return { replica, asked };
}

async function start(auth: TestReplica, environment: Record<string, string> = {}) {
  const notes = await startReplica();
  const gateway = await startGateway({ notes: [notes.url], auth: [auth.url] }, { environment });
  stops.push(
    () => gateway.stop(),
    () => notes.stop(),
    () => auth.stop(),
  );
  return { gateway, notes };
}

async function revoke(gateway: TestGateway, sessionId: string): Promise<void> {
  const now = new Date();
  const data = { userId, sessionId, revokedAt: now.toISOString() };
  await gateway.bus.publish([makeEvent(sessionRevoked, userId, data, { source: 'keep/auth', now })]);
}

describe('an access token', () => {
  it.each([
    ['is not one', () => Promise.resolve('a.b.c')],
    ['has expired', () => accessTokenFor(userId, { expiresIn: -60 })],
    ['is for somebody else', () => accessTokenFor(userId, { audience: 'other' })],
    ['was issued by somebody else', () => accessTokenFor(userId, { issuer: 'other' })],
  ])('that %s is a 401 and reaches no service', async (_what, makeToken) => {
    const { gateway, notes } = await start((await startAuth(newId())).replica);
    const reply = await call(gateway.url, `GET ${NOTES}`, { token: await makeToken() });
    expect(reply.json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
    expect(notes.requests).toBe(0);
  });

  it.each(['Basic YTpi', `Keep-Service gateway:${'f'.repeat(64)}`, 'Bearer', ''])(
    'in the form of "%s" is a 401 and reaches no service',
    async authorization => {
      const { gateway, notes } = await start((await startAuth(newId())).replica);
      expect((await call(gateway.url, `GET ${NOTES}`, { headers: { authorization } })).status).toBe(401);
      expect(notes.requests).toBe(0);
    },
  );

  it('of a session that ended is a 401 within moments', async () => {
    const { gateway } = await start((await startAuth(newId())).replica);
    const sessionId = newId();
    const token = await accessTokenFor(userId, { sessionId });
    expect((await call(gateway.url, `GET ${NOTES}`, { token })).status).toBe(200);
    await revoke(gateway, sessionId);
    await eventually(async () =>
      expect((await call(gateway.url, `GET ${NOTES}`, { token })).json).toMatchObject({ code: 'session-ended' }),
    );
  });

  it('goes on to the service as it came, and a request without one too', async () => {
    const { gateway, notes } = await start((await startAuth(newId())).replica);
    const token = await accessTokenFor(userId);
    expect((await call(gateway.url, `GET ${NOTES}`, { token })).status).toBe(200);
    expect(notes.last?.headers.authorization).toBe(`Bearer ${token}`);
    expect((await call(gateway.url, `GET ${NOTES}`)).status).toBe(200);
    expect(notes.last?.headers.authorization).toBeUndefined();
  });

  it('that is stale does not stand in the way of a route that needs none', async () => {
    const { gateway } = await start((await startAuth(newId())).replica);
    const token = await accessTokenFor(userId, { expiresIn: -60 });
    expect((await call(gateway.url, 'POST /api/v1/auth/refresh', { token, body: {} })).status).toBe(200);
    expect((await call(gateway.url, 'GET /.well-known/jwks.json', { token })).status).toBe(200);
    expect((await call(gateway.url, 'GET /api/v1/auth/sessions', { token })).status).toBe(401);
  });

  it('of an ended session goes on to the one route that ends sessions, and only under an Idempotency-Key', async () => {
    const sessionId = newId();
    const { replica } = await startAuth(sessionId);
    const { gateway, notes } = await start(replica);
    const token = await accessTokenFor(userId, { sessionId });
    const headers = { 'idempotency-key': 'x' };
    await revoke(gateway, sessionId);
    await eventually(async () => expect((await call(gateway.url, `GET ${NOTES}`, { token })).status).toBe(401));
    expect((await call(gateway.url, 'DELETE /api/v1/me', { token, headers })).status).toBe(200);
    expect(replica.last?.headers.authorization).toBe(`Bearer ${token}`);
    const seen = replica.requests;
    for (const target of ['GET /api/v1/me', 'PATCH /api/v1/me', 'DELETE /api/v1/auth/sessions/x', `POST ${NOTES}`])
      expect((await call(gateway.url, target, { token, headers })).status).toBe(401);
    expect((await call(gateway.url, 'DELETE /api/v1/me', { token })).status).toBe(401);
    const program = await call(gateway.url, 'DELETE /api/v1/me', { token: 'keep_good', headers });
    expect([program.status, replica.requests - seen, notes.requests]).toEqual([401, 1, 0]);
  });

  it('counts for its user, wherever it comes from', async () => {
    const { gateway } = await start((await startAuth(newId())).replica, { USER_RATE: '1', USER_BURST: '2' });
    const token = await accessTokenFor(userId);
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push((await call(gateway.url, `GET ${NOTES}`, { token })).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
    expect((await call(gateway.url, `GET ${NOTES}`, { token: await accessTokenFor(newId()) })).status).toBe(200);
  });
});

describe('an API token', () => {
  it('that auth does not know is a 401, asked about once in a while', async () => {
    const { replica, asked } = await startAuth(newId());
    const { gateway, notes } = await start(replica);
    for (let n = 0; n < 3; n++)
      expect((await call(gateway.url, `GET ${NOTES}`, { token: 'keep_bad' })).status).toBe(401);
    expect(asked).toEqual(['keep_bad']);
    expect(notes.requests).toBe(0);
  });

  it('is exchanged once for many requests at a time, and never reaches the service', async () => {
    const { replica, asked } = await startAuth(newId());
    const { gateway, notes } = await start(replica);
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => call(gateway.url, `GET ${NOTES}`, { token: 'keep_good' })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(asked).toEqual(['keep_good']);
    expect(notes.last?.headers.authorization).toMatch(/^Bearer ey/);
  });

  it('is exchanged anew shortly before its access token expires', async () => {
    const { replica, asked } = await startAuth(newId(), 10);
    const { gateway } = await start(replica);
    await call(gateway.url, `GET ${NOTES}`, { token: 'keep_good' });
    await call(gateway.url, `GET ${NOTES}`, { token: 'keep_good' });
    expect(asked).toHaveLength(2);
  });

  it('that was revoked is a 401 within moments, and asked about again', async () => {
    const sessionId = newId();
    const { replica, asked } = await startAuth(sessionId);
    const { gateway } = await start(replica);
    expect((await call(gateway.url, `GET ${NOTES}`, { token: 'keep_good' })).status).toBe(200);
    await revoke(gateway, sessionId);
    await eventually(async () =>
      expect((await call(gateway.url, `GET ${NOTES}`, { token: 'keep_good' })).status).toBe(401),
    );
    await call(gateway.url, `GET ${NOTES}`, { token: 'keep_good' });
    expect(asked.length).toBeGreaterThan(1);
  });

  it('is a 503 while auth is away, when access tokens still work', async () => {
    const { replica } = await startAuth(newId());
    const { gateway } = await start(replica);
    replica.kill();
    const reply = await call(gateway.url, `GET ${NOTES}`, { token: 'keep_good' });
    expect([reply.status, reply.json.code, reply.headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
    expect((await call(gateway.url, `GET ${NOTES}`, { token: await accessTokenFor(userId) })).status).toBe(200);
  });
});
