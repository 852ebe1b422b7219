/** Which answers are compressed, what that does to their headers, and what happens when one does not come to its end. */
import { get, type IncomingMessage, type RequestListener } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { eventually } from '@keep/testing/eventually';
import { afterEach, describe, expect, it } from 'vitest';
import { startGateway, startReplica, type TestGateway } from './start-gateway.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const NOTES = '/api/v1/notes';
const pageOf = (bytes: number) => JSON.stringify({ text: 'note '.repeat(bytes / 5) });
const page = pageOf(4_000);
const large = pageOf(2_000_000);

type Head = Record<string, string>;

/** As the kit sends an answer. */
function answering(text: string, headers: Head = {}, status = 200): RequestListener {
  return (request, response) => {
    request.resume();
    const length = { 'content-length': String(Buffer.byteLength(text)) };
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...length, ...headers }).end(text);
  };
}

async function before(answer: RequestListener, shape: 'services' | 'one' = 'services', environment: Head = {}) {
  if (shape === 'one') {
    const upstreams = { notes: answer, auth: answer, notify: answer };
    return keep(await startGateway({}, { environment, platform: { upstreams } }));
  }
  const replica = await startReplica(answer);
  stops.push(() => replica.stop());
  const { url } = replica;
  return keep(await startGateway({ notes: [url], auth: [url], notify: [url] }, { environment }));
}

function keep(gateway: TestGateway): TestGateway {
  stops.push(() => gateway.stop());
  return gateway;
}

type Raw = { status: number; headers: IncomingMessage['headers']; body: Buffer };

/** One request, whose answer is not decoded. */
function ask(gateway: TestGateway, path: string, headers: Head = { 'accept-encoding': 'gzip' }, method = 'GET') {
  return new Promise<Raw>((resolve, reject) => {
    const request = get(new URL(path, gateway.url), { headers, method, agent: false }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
  });
}

describe.each(['services', 'one'] as const)('an answer, in shape %s,', shape => {
  it.each<[what: string, headers: Head]>([
    ['without Accept-Encoding', {}],
    ['with one that forbids gzip', { 'accept-encoding': 'br, gzip;q=0' }],
    ['with one that does not name gzip', { 'accept-encoding': '*, br' }],
  ])('is not compressed for a request %s', async (_what, headers) => {
    const { headers: got, body } = await ask(await before(answering(page, { etag: '"1"' }), shape), NOTES, headers);
    expect([got['content-encoding'], got.etag, got.vary]).toEqual([undefined, '"1"', 'accept-encoding']);
    expect(body.toString()).toBe(page);
  });

  it.each<[what: string, answer: RequestListener, path: string]>([
    ['from auth', answering(page), '/api/v1/auth/sessions'],
    ['about the account', answering(page), '/api/v1/me'],
    ['that is short', answering(pageOf(900)), NOTES],
    ['that is no JSON', answering(page, { 'content-type': 'text/plain' }), NOTES],
    ['that is a problem', answering(page, { 'content-type': 'application/problem+json' }, 422), NOTES],
    ['that is compressed already', answering(page, { 'content-encoding': 'br' }), NOTES],
  ])('is not compressed %s', async (_what, answer, path) => {
    const { headers, body } = await ask(await before(answer, shape), path);
    expect(headers['content-encoding']).not.toBe('gzip');
    expect(Number(headers['content-length'])).toBe(body.length);
  });

  it('is not compressed where it is the answer to a HEAD, or that is switched off', async () => {
    const head = await ask(await before(answering(page), shape), NOTES, { 'accept-encoding': 'gzip' }, 'HEAD');
    expect(head.headers['content-encoding']).toBeUndefined();
    const off = await ask(await before(answering(page), shape, { COMPRESSION: 'off' }), NOTES);
    expect(off.headers['content-encoding']).toBeUndefined();
  });

  it.each([page, large])('is compressed where it is JSON and not short, with a tag that is weak', async text => {
    const gateway = await before(answering(text, { etag: '"7.1"', 'cache-control': 'private, no-cache' }, 201), shape);
    const { status, headers, body } = await ask(gateway, NOTES, { 'accept-encoding': 'br, gzip;q=0.5' });
    expect(status).toBe(201);
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(body.length),
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-cache',
      etag: 'W/"7.1"',
      vary: 'accept-encoding',
    });
    expect(headers['x-request-id']).toBeTruthy();
    expect(body.length).toBeLessThan(text.length / 5);
    expect(gunzipSync(body).toString()).toBe(text);
  });

  it('is right whatever else is compressed at the same time', async () => {
    const gateway = await before(answering(large), shape);
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(gateway, NOTES)));
    for (const { headers, body } of answers)
      expect((headers['content-encoding'] ? gunzipSync(body) : body).toString() === large).toBe(true);
    expect(answers.some(({ headers }) => headers['content-encoding'] === 'gzip')).toBe(true);
  });
});

describe('a large answer whose body does not come to its end', () => {
  /** Sends its head and a part of its body; `finish` does the rest. */
  const partly = (finish: (response: Parameters<RequestListener>[1]) => void): RequestListener => {
    return (_request, response) => {
      const length = String(Buffer.byteLength(large));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
      response.write(large.slice(0, 1_000), () => finish(response));
    };
  };

  it('is asked for once more where its replica dies: nothing of it was sent', async () => {
    const dying = await startReplica(partly(response => response.destroy()));
    const sound = await startReplica(answering(large));
    stops.push(
      () => dying.stop(),
      () => sound.stop(),
    );
    const gateway = keep(await startGateway({ notes: [dying.url, sound.url], auth: [] }));
    for (let round = 0; round < 6; round += 1) {
      const { status, body } = await ask(gateway, NOTES);
      expect([status, gunzipSync(body).length]).toEqual([200, large.length]);
    }
    expect(dying.requests).toBeGreaterThan(0);
  });

  it('is a 503 where it is late', async () => {
    const gateway = await before(
      partly(() => undefined),
      'services',
      { DEADLINE_MS: '300' },
    );
    expect((await ask(gateway, NOTES)).status).toBe(503);
  });

  it('leaves its place to others when its client leaves', async () => {
    let isSlow = true;
    let waiting = 0;
    const slow = partly(() => (waiting += 1));
    const gateway = await before((request, response) => (isSlow ? slow : answering(large))(request, response));
    const requests = Array.from({ length: 20 }, () =>
      get(new URL(NOTES, gateway.url), { headers: { 'accept-encoding': 'gzip' }, agent: false }).on('error', () => {}),
    );
    await eventually(() => expect(waiting).toBe(20));
    for (const request of requests) request.destroy();
    isSlow = false;
    await eventually(async () => expect((await ask(gateway, NOTES)).headers['content-encoding']).toBe('gzip'));
  });
});
