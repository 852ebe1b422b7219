import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { defineRoute } from '@keep/contracts/route';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { accessTokenFor, testAuthSource } from '@keep/testing/test-keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeAuthenticate } from './authentication.ts';
import { callerHeader, GATEWAY_PROOF, hashSecret } from './callers.ts';
import { systemClock } from './clock.ts';
import { createHttpApp } from './http-app.ts';
import { KeySet } from './key-set.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { Revocations } from './revocations.ts';
import { close, listen } from './run-service.ts';
import { Tracer } from './tracing.ts';

const secret = 'a'.repeat(64);
const common = { tag: 'test', summary: '', responses: {} };
const open = defineRoute({ ...common, method: 'GET', path: '/open', operationId: 'open', access: 'public' });
const write = defineRoute({
  ...common,
  method: 'POST',
  path: '/things/{id}',
  operationId: 'write',
  access: 'notes:write',
  idempotent: true,
  bodyLimit: 1_000,
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ name: z.string() }),
});
const person = defineRoute({ ...common, method: 'GET', path: '/person', operationId: 'person', access: 'session' });
const inner = defineRoute({ ...common, method: 'GET', path: '/internal', operationId: 'inner', access: 'internal', callers: ['launcher'] }); // prettier-ignore
const forServices = defineRoute({
  ...inner,
  path: '/internal/services',
  operationId: 'forServices',
  callers: ['services'],
});
const broken = defineRoute({ ...common, method: 'GET', path: '/broken', operationId: 'broken', access: 'public' });
const stream = defineRoute({ ...common, method: 'GET', path: '/stream', operationId: 'stream', access: 'public' });
const where = defineRoute({ ...common, method: 'GET', path: '/where', operationId: 'where', access: 'public' });
const openWrite = defineRoute({
  ...common,
  method: 'POST',
  path: '/open',
  operationId: 'openWrite',
  access: 'public',
  body: z.strictObject({ name: z.string() }),
});
const largeWrite = defineRoute({ ...openWrite, path: '/large', operationId: 'largeWrite', access: 'notes:write' });
const id = '0190a1b2-0000-7000-8000-000000000001';

const logger = createLogger('test', 'silent');
const source = testAuthSource();
const keySet = new KeySet(source, `/nonexistent/${process.pid}/keys.json`, logger);
const revocations = new Revocations(source, systemClock, logger);
const httpApp = createHttpApp({
  logger,
  metrics: createMetrics('test', false),
  tracer: new Tracer('test'),
  authenticate: makeAuthenticate({ keySet, revocations, issuer: 'keep', clock: systemClock }),
  callers: ['launcher', 'gateway', 'notify'].map(name => ({
    name,
    sha256: hashSecret(secret),
    publish: [],
    subscribe: [],
    purge: [],
  })),
});
httpApp.route(open, () => Promise.resolve({ status: 200, body: { ok: true }, etag: '"one"' }));
httpApp.route(write, ({ actor, params, body, idempotencyKey }) =>
  Promise.resolve({ status: 201, body: { actor, params, body, idempotencyKey } }),
);
httpApp.route(person, ({ actor }) => Promise.resolve({ status: 200, body: actor }));
httpApp.route(inner, ({ actor }) => Promise.resolve({ status: 200, body: { caller: actor.name } }));
httpApp.route(forServices, ({ actor }) => Promise.resolve({ status: 200, body: { caller: actor.name } }));
httpApp.route(broken, () => Promise.reject(new Error('SELECT secret FROM /var/lib/keep')));
for (const route of [openWrite, largeWrite])
  httpApp.route<typeof openWrite | typeof largeWrite>(route, () => Promise.resolve({ status: 204 }));
httpApp.route(where, ({ address }) => Promise.resolve({ status: 200, body: { address } }));
/** The streams that were opened, and what their answer waits for. */
let streamsOpened = 0;
let streamMayOpen = Promise.resolve();
httpApp.route(stream, async () => {
  await streamMayOpen;
  return { status: 200, stream: () => (streamsOpened += 1) };
});
httpApp.finish();
const server = createServer(httpApp.app);
let url: string;
let token: string;

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  token = await accessTokenFor('u1');
});
afterAll(() => close(server, 100));

const post = (body: unknown, headers: Record<string, string> = {}) =>
  call(url, `POST /things/${id}`, { token, body, headers });

it('tells the route who acts, by name where the token says it', async () => {
  const named = await call(url, 'GET /person', { token: await accessTokenFor('u1', { name: 'Ada' }) });
  expect(named.json).toMatchObject({ userId: 'u1', use: 'session', name: 'Ada' });
  expect((await call(url, 'GET /person', { token })).json).not.toHaveProperty('name');
});

describe('a stranger', () => {
  it.each([
    ['without a token', {}],
    ['with a header that claims to be somebody', { headers: { 'x-user-id': 'u1' } }],
    ['with a token that is none', { token: 'a.b.c' }],
  ])('is answered 401 %s', async (_what, options) => {
    const reply = await call(url, `POST /things/${id}`, { ...options, body: { name: 'x' } });
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(reply.json).toMatchObject({ code: 'unauthenticated', status: 401 });
  });

  it.each([
    ['expired', { expiresIn: -10 }],
    ['of another issuer', { issuer: 'someone' }],
    ['for another audience', { audience: 'mail' }],
  ])('is answered 401 with a token that is %s', async (_what, options) => {
    expect((await call(url, 'GET /person', { token: await accessTokenFor('u1', options) })).status).toBe(401);
  });

  it('is answered 401 with a token that nobody signed', async () => {
    const [, payload] = token.split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.x`;
    expect((await call(url, 'GET /person', { token: none })).status).toBe(401);
  });

  it('is told by WWW-Authenticate whether the token is not valid, or there is none', async () => {
    const challenge = async (authorization?: string) =>
      (await call(url, 'GET /person', { headers: authorization === undefined ? {} : { authorization } })).headers.get(
        'www-authenticate',
      );
    for (const none of [undefined, 'Basic YTpi', 'Bearers a.b.c']) expect(await challenge(none), none).toBe('Bearer');
    const expired = `Bearer ${await accessTokenFor('u1', { expiresIn: -10 })}`;
    for (const invalid of ['Bearer', 'Bearer abc', 'bearer a.b.c', expired])
      expect(await challenge(invalid), invalid).toMatch(/^Bearer error="invalid_token", error_description="[^"]+"$/);
  });

  it('may not call an internal endpoint, nor may a person', async () => {
    expect((await call(url, 'GET /internal')).status).toBe(401);
    expect((await call(url, 'GET /internal', { token })).status).toBe(401);
    expect(
      (await call(url, 'GET /internal', { headers: { authorization: `Keep-Service launcher:${'b'.repeat(64)}` } }))
        .status,
    ).toBe(401);
  });
});

describe('an internal endpoint', () => {
  const as = (name: string, target: string) =>
    call(url, target, { headers: { authorization: `Keep-Service ${name}:${secret}` } });

  it.each([
    ['GET /internal', 'notify'],
    ['GET /internal', 'gateway'],
    ['GET /internal/services', 'launcher'],
  ])('answers 403 at %s to %s, which it does not name', async (target, name) => {
    expect((await as(name, target)).json).toMatchObject({ status: 403, code: 'insufficient-scope' });
  });

  it.each([
    ['GET /internal', 'launcher'],
    ['GET /internal/services', 'notify'],
    ['GET /internal/services', 'gateway'],
  ])('answers at %s to %s, by its own secret', async (target, name) => {
    expect((await as(name, target)).json).toEqual({ caller: name });
  });
});

it.each([
  ['nobody', undefined, '127.0.0.1'],
  ['another secret', callerHeader('gateway', 'b'.repeat(64)), '127.0.0.1'],
  ['no secret', 'Keep-Service gateway:', '127.0.0.1'],
  ['another service', callerHeader('launcher', secret), '127.0.0.1'],
  ['the gateway', callerHeader('gateway', secret), '192.0.2.7'],
])('takes the address of a client from the gateway alone: %s', async (_who, proof, address) => {
  const headers = { 'x-client-address': '192.0.2.7', ...(proof && { [GATEWAY_PROOF]: proof }) };
  expect((await call(url, 'GET /where', { headers })).json).toEqual({ address });
});

it('answers 403 to a token without the scope, and to an API token where a person is needed', async () => {
  const reader = await accessTokenFor('u1', { scopes: ['notes:read'] });
  expect((await call(url, `POST /things/${id}`, { token: reader, body: { name: 'x' } })).json).toMatchObject({
    status: 403,
    code: 'insufficient-scope',
  });
  expect((await call(url, 'GET /person', { token: await accessTokenFor('u1', { use: 'token' }) })).status).toBe(403);
});

it('names the scope that a token lacks', async () => {
  const reader = await accessTokenFor('u1', { scopes: ['notes:read'] });
  const reply = await call(url, `POST /things/${id}`, { token: reader, body: { name: 'x' } });
  expect(reply.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="notes:write"');
});

it('takes more than one space after Bearer, and utf8 for UTF-8', async () => {
  const authorization = `Bearer   ${token}`;
  expect((await call(url, 'GET /person', { headers: { authorization } })).status).toBe(200);
  for (const charset of ['utf8', 'UTF8', '"utf-8"'])
    expect((await post({ name: 'x' }, { 'content-type': `application/json; charset=${charset}` })).status).toBe(201);
});

it('hands the handler who acts and what was parsed', async () => {
  const reply = await post({ name: 'x' }, { 'idempotency-key': 'k' });
  expect(reply.json).toMatchObject({
    actor: { userId: 'u1', use: 'session' },
    params: { id },
    body: { name: 'x' },
    idempotencyKey: { key: 'k' },
  });
});

it.each([
  ['JSON that is none', '{', {}, 400, 'malformed-json'],
  [
    'bytes that are not UTF-8',
    JSON.stringify({ name: 'x' }),
    { 'content-type': 'application/json; charset=latin1' },
    415,
    'unsupported-media-type',
  ],
  [
    'another media type',
    'name=x',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'unsupported-media-type',
  ],
  ['a compressed body', '{}', { 'content-encoding': 'br' }, 415, 'unsupported-media-type'],
  ['an unknown field', { name: 'x', admin: true }, {}, 422, 'invalid-body'],
  ['no body', undefined, {}, 422, 'invalid-body'],
  ['text with U+0000', { name: '\u0000' }, {}, 422, 'invalid-body'],
  ['too large a body', { name: 'x'.repeat(2_000) }, {}, 413, 'body-too-large'],
  ['a bad idempotency key', { name: 'x' }, { 'idempotency-key': 'a b' }, 400, 'malformed-header'],
])('answers %s with its own problem', async (_what, body, headers, status, code) => {
  const reply = await post(body, headers);
  expect(reply.json).toMatchObject({ status, code, type: `urn:keep:problem:${code}` });
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
});

it('takes 16 KiB without a token, 1 MiB with one', async () => {
  const named = (bytes: number) => JSON.stringify({ name: 'x'.repeat(bytes - '{"name":""}'.length) });
  const send = (path: string, bytes: number) => call(url, `POST ${path}`, { token, body: named(bytes) });
  expect((await send('/open', 16 * 1024)).status).toBe(204);
  expect((await send('/open', 16 * 1024 + 1)).json).toMatchObject({ status: 413, code: 'body-too-large' });
  expect((await send('/large', 1024 * 1024)).status).toBe(204);
  expect((await send('/large', 1024 * 1024 + 1)).status).toBe(413);
});

it('answers a body of many long faults with less than 64 KiB', async () => {
  const body = { ['k'.repeat(1_000_000)]: Array(50).fill('\u0000') };
  const reply = await call(url, 'POST /large', { token, body });
  expect(reply.json).toMatchObject({ status: 422, code: 'invalid-body' });
  expect(reply.json.errors).toHaveLength(50);
  expect(Buffer.byteLength(reply.text)).toBeLessThan(64 * 1024);
});

it('answers 413 to a body that hides its length', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    `POST /things/${id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`);
  const answer = await new Promise<string>(resolve => socket.once('data', data => resolve(String(data))));
  socket.destroy();
  expect(answer).toContain('HTTP/1.1 413');
});

it('answers 404 for an unknown path and an id that cannot be, 405 with Allow for another method, 400 for a broken path', async () => {
  expect((await call(url, 'GET /nothing')).json).toMatchObject({ status: 404, code: 'not-found' });
  expect((await call(url, 'POST /things/abc', { token, body: { name: 'x' } })).status).toBe(404);
  const wrong = await call(url, `DELETE /things/${id}`);
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  const options = await call(url, 'OPTIONS /open');
  expect([options.status, options.text, options.headers.get('allow')]).toEqual([204, '', 'GET, HEAD, POST, OPTIONS']);
  expect((await call(url, 'OPTIONS /nothing')).status).toBe(404);
  expect((await call(url, 'POST /things/%zz', { token, body: {} })).json).toMatchObject({
    status: 400,
    code: 'malformed-request',
  });
});

it('answers 304 to what the client has', async () => {
  expect((await call(url, 'GET /open', { headers: { 'if-none-match': 'W/"one"' } })).status).toBe(304);
  expect((await call(url, 'GET /open', { headers: { 'if-none-match': '"two"' } })).status).toBe(200);
});

it('opens no stream for a client that has left meanwhile', async () => {
  let open = () => {};
  streamMayOpen = new Promise(resolve => (open = resolve));
  const left = new Promise(resolve =>
    server.once('request', (_request, response: ServerResponse) => response.once('close', resolve)),
  );
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n', () => socket.destroy());
  await left;
  open();
  await call(url, 'GET /open');
  expect(streamsOpened).toBe(0);
  const staying = connect(Number(new URL(url).port), '127.0.0.1');
  staying.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n');
  await eventually(() => expect(streamsOpened).toBe(1));
  staying.destroy();
});

it('says nothing of an error of its own', async () => {
  const reply = await call(url, 'GET /broken', { headers: { 'x-request-id': id } });
  expect(reply.json).toEqual({
    type: 'urn:keep:problem:internal',
    title: 'Something went wrong inside Keep',
    status: 500,
    code: 'internal',
    requestId: id,
  });
});
