/** What never gets past the door: requests that two programs could read in two ways, each with an answer of its own. */
import { connect } from 'node:net';
import { problem } from '@keep/contracts/problem';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw, startGateway, startReplica, type TestGateway, type TestReplica } from './start-gateway.ts';

let notes: TestReplica;
let gateway: TestGateway;

beforeAll(async () => {
  notes = await startReplica();
  gateway = await startGateway({ notes: [notes.url], auth: [] });
});
afterAll(async () => {
  await gateway.stop();
  await notes.stop();
});

const HOST = 'Host: localhost\n';
const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\n${HOST}${headers}\n`;
const NOTES = '/api/v1/notes';

describe('the gateway refuses, before anything else,', () => {
  it.each<[what: string, request: string, status: number, code: string]>([
    ['two Host headers', get(NOTES, 'Host: localhost\n'), 400, 'malformed-header'],
    ['no Host header', `GET ${NOTES} HTTP/1.1\n\n`, 400, 'malformed-header'],
    ['a Host of someone else', `GET ${NOTES} HTTP/1.1\nHost: evil.example\n\n`, 421, 'misdirected'],
    ['a Host that starts like ours', `GET ${NOTES} HTTP/1.1\nHost: localhost.evil.example\n\n`, 421, 'misdirected'],
    ['a Host with a user', `GET ${NOTES} HTTP/1.1\nHost: localhost:80@evil.example\n\n`, 421, 'misdirected'],
    [
      'two Authorization headers',
      get(NOTES, 'Authorization: Bearer a\nauthorization: Bearer b\n'),
      400,
      'malformed-header',
    ],
    ['two Content-Type headers', get(NOTES, 'Content-Type: a/b\nContent-Type: c/d\n'), 400, 'malformed-header'],
    ['two Cookie headers', get(NOTES, 'Cookie: a=1\nCookie: b=2\n'), 400, 'malformed-header'],
    ['two Content-Length headers', get(NOTES, 'Content-Length: 1\nContent-Length: 1\n'), 400, 'malformed-request'],
    [
      'Content-Length beside Transfer-Encoding',
      get(NOTES, 'Content-Length: 4\nTransfer-Encoding: chunked\n'),
      400,
      'malformed-request',
    ],
    ['a coding before chunked', get(NOTES, 'Transfer-Encoding: gzip, chunked\n'), 400, 'malformed-header'],
    ['a header name with an underscore', get(NOTES, 'X_User_Id: 1\n'), 400, 'malformed-header'],
    ['an absolute-form target', get('http://localhost/api/v1/notes'), 400, 'malformed-request'],
    ['an asterisk', `OPTIONS * HTTP/1.1\n${HOST}\n`, 400, 'malformed-request'],
    ['dot segments', get('/api/v1/notes/../../../internal/x'), 400, 'malformed-request'],
    ['encoded dot segments', get('/api/v1/notes/%2e%2E/%2e./internal/x'), 400, 'malformed-request'],
    ['a dot segment at the end', get('/api/v1/notes/..'), 400, 'malformed-request'],
    ['an encoded slash', get('/api/v1/notes%2Finternal'), 400, 'malformed-request'],
    ['a backslash', get('/api/v1/notes\\..'), 400, 'malformed-request'],
    ['an encoded backslash', get('/api/v1/notes%5c..'), 400, 'malformed-request'],
    ['an encoded NUL', get('/api/v1/notes/%00'), 400, 'malformed-request'],
    ['an invalid escape', get('/api/v1/notes/%zz'), 400, 'malformed-request'],
    ['an escape that is not UTF-8', get('/api/v1/notes/%ff'), 400, 'malformed-request'],
    ['an empty segment', get('//api/v1/notes'), 400, 'malformed-request'],
    ['raw bytes in the path', get('/api/v1/notes/\u00e9'), 400, 'malformed-request'],
    ['a target of more than 8 KiB', get(`/api/v1/notes?q=${'a'.repeat(8_200)}`), 400, 'malformed-request'],
    ['TRACE', `TRACE ${NOTES} HTTP/1.1\n${HOST}\n`, 405, 'method-not-allowed'],
    ['CONNECT', `CONNECT localhost:80 HTTP/1.1\n${HOST}\n`, 405, 'method-not-allowed'],
    ['an unusual method', `PROPFIND ${NOTES} HTTP/1.1\n${HOST}\n`, 405, 'method-not-allowed'],
    ['a method that is none', `KEEP ${NOTES} HTTP/1.1\n${HOST}\n`, 400, 'malformed-request'],
    ['an expectation', get(NOTES, 'Expect: 200-ok\n'), 400, 'malformed-header'],
    ['a body of a GET', get(NOTES, 'Content-Length: 2\n') + '{}', 400, 'malformed-request'],
    ['more than 16 KiB of headers', get(NOTES, `X-Long: ${'a'.repeat(20_000)}\n`), 431, 'headers-too-large'],
    ['more than 900 headers', get(NOTES, 'a: 1\n'.repeat(900)), 431, 'headers-too-large'],
    ['more than 1,000 headers', get(NOTES, 'a: 1\n'.repeat(1_500)), 431, 'headers-too-large'],
    ['HTTP/2.0', `GET ${NOTES} HTTP/2.0\n${HOST}\n`, 400, 'malformed-request'],
    ['the beginning of HTTP/2', 'PRI * HTTP/2.0\n\nSM\n\n', 400, 'malformed-request'],
    ['HTTP/0.9', `GET ${NOTES} HTTP/0.9\n${HOST}\n`, 400, 'malformed-request'],
    ['HTTP/1.2', `GET ${NOTES} HTTP/1.2\n${HOST}\n`, 400, 'malformed-request'],
    ['what is not HTTP', 'hello\n\n', 400, 'malformed-request'],
  ])('%s', async (_what, request, status, code) => {
    const before = notes.requests;
    const reply = await sendRaw(gateway.port, request);
    expect(reply?.status).toBe(status);
    expect(reply?.headers['content-type']).toBe('application/problem+json');
    expect(problem.parse(reply?.json)).toMatchObject({ status, code, requestId: reply?.headers['x-request-id'] });
    expect(reply?.headers['content-security-policy']).toContain("default-src 'none'");
    if (status === 405) expect(reply?.headers['allow']).toContain('GET');
    expect(notes.requests).toBe(before);
  });

  it('and counts what it refused', async () => {
    await sendRaw(gateway.port, get(NOTES, 'X_A: 1\n'));
    expect(await gateway.metrics()).toMatch(/gateway_refused_total\{code="malformed-header".*\} [1-9]/);
  });

  it('but not what only looks unusual', async () => {
    for (const target of [`${NOTES}?q=a%2Fb&c=//..`, `${NOTES}/a%20b`, `${NOTES}/a..b`, `${NOTES}/%E2%82%AC`])
      expect((await sendRaw(gateway.port, get(target)))?.status, target).toBe(200);
    expect((await sendRaw(gateway.port, `GET ${NOTES} HTTP/1.1\nHost: [::1]:9\n\n`))?.status).toBe(200);
  });
});

describe('what a client offers and the gateway does not take up', () => {
  const upgrades = [
    'Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\n',
    'Connection: Upgrade\nUpgrade: TLS/1.2\n',
    'Connection: Upgrade\nUpgrade: websocket\nUpgrade: h2c\n',
    'Upgrade: h2c\n',
  ];

  it.each(upgrades)('is no reason to refuse a request, nor the next one on the connection: %s', async upgrade => {
    const before = notes.requests;
    const post = `POST ${NOTES} HTTP/1.1\n${HOST}${upgrade}Content-Type: application/json\nContent-Length: 2\n\n{}`;
    const socket = connect(gateway.port, '127.0.0.1');
    let received = '';
    socket.on('data', chunk => (received += String(chunk)));
    for (const [index, request] of [get(NOTES, upgrade), post, get(NOTES)].entries()) {
      socket.write(request.replaceAll('\n', '\r\n'));
      const answers = Array(index + 1).fill('HTTP/1.1 200');
      await eventually(() => expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(answers));
    }
    expect(notes.requests).toBe(before + 3);
    expect(notes.last?.headers).not.toHaveProperty('upgrade');
    socket.destroy();
  });

  it('is HTTP/1.1 to a client of HTTP/1.0', async () => {
    expect((await sendRaw(gateway.port, `GET ${NOTES} HTTP/1.0\n${HOST}\n`))?.status).toBe(200);
  });

  it('costs no header among 900', async () => {
    const reply = await sendRaw(gateway.port, get(NOTES, `${'a: 1\n'.repeat(898)}X-Last: here\n`));
    expect(reply?.status).toBe(200);
    expect(notes.last?.headers).toMatchObject({ 'x-last': 'here', 'x-client-address': '127.0.0.1' });
  });
});

describe('what is not public', () => {
  it.each([
    '/internal/token-exchange',
    '/internal/users',
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/v1/internal',
    '/api/v1/notesx',
    '/api/v1',
    '/api',
  ])('%s is answered 404 without asking a service', async path => {
    const before = notes.requests;
    const { status, json } = await call(gateway.url, `GET ${path}`);
    expect([status, json.code]).toEqual([404, 'not-found']);
    expect(notes.requests).toBe(before);
  });
});

describe('what the gateway answers by itself', () => {
  it('is for reading only', async () => {
    const reply = await call(gateway.url, 'POST /');
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    const options = await call(gateway.url, 'OPTIONS /');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });

  it('is a page at the root, with a policy that allows nothing but its style', async () => {
    const { status, text, headers } = await call(gateway.url, 'GET /');
    expect(status).toBe(200);
    expect(text).toContain('/api/v1/reference');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'/);
    expect(headers.get('x-request-id')).toBeTruthy();
  });

  it('is the API document, and the reference with a policy of its own', async () => {
    expect((await call(gateway.url, 'GET /api/v1/openapi.json')).json.openapi).toMatch(/^3\.1/);
    const reference = await call(gateway.url, 'GET /api/v1/reference');
    expect(reference.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});

describe('a reader who takes nothing', () => {
  it('is no load, and is cut off', async () => {
    // Silence is cut off after both together: more than a busy machine takes for the one request that must be answered.
    const other = await startGateway({}, { environment: { MAX_IN_FLIGHT: '2', DEADLINE_MS: '500', BODY_MS: '2000' } });
    const socket = connect(other.port, '127.0.0.1').on('error', () => undefined);
    // More than the buffers between the two hold.
    socket.write('GET /api/v1/reference/scalar.js HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(10));
    socket.pause();
    await eventually(async () => expect(await other.metrics()).toMatch(/gateway_in_flight\S* 0/));
    expect((await call(other.url, 'GET /')).status).toBe(200);
    const isCutOff = async () => expect(await other.metrics()).toMatch(/_count\{.*scalar.js",status="499"/);
    await eventually(isCutOff, 30_000);
    socket.destroy();
    await other.stop();
  });
});

describe('a host', () => {
  it('is answered when it is the one of KEEP_PUBLIC_URL, with HSTS where that is https', async () => {
    const other = await startGateway(
      { notes: [notes.url] },
      { environment: { KEEP_PUBLIC_URL: 'https://keep.example' } },
    );
    const reply = await sendRaw(other.port, `GET ${NOTES} HTTP/1.1\nHost: keep.example\n\n`);
    expect(reply?.status).toBe(200);
    expect(reply?.headers['strict-transport-security']).toContain('max-age=');
    expect(notes.last?.headers['x-client-host']).toBe('keep.example');
    await other.stop();
  });
});
