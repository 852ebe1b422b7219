import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { call } from '@keep/testing/call';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, signUp } from './person.ts';

type Fault = {
  what: string;
  target: string;
  body?: unknown;
  headers?: Record<string, string>;
  status: number;
  code: string;
};

const json = (body: string) => ({ body });
const notes = '/api/v1/notes';
const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;

const faults: Fault[] = [
  { what: 'a path that is not there', target: 'GET /api/v1/nothing', status: 404, code: 'not-found' },
  { what: 'an internal path', target: 'GET /internal/users', status: 404, code: 'not-found' },
  { what: 'an id that is no UUID', target: `GET ${notes}/1`, status: 404, code: 'not-found' },
  { what: 'a path that is not validly encoded', target: `GET ${notes}/%E0%A4%A`, status: 400, code: 'malformed-request' },
  { what: 'another method', target: `PUT ${notes}`, status: 405, code: 'method-not-allowed' },
  { what: 'an unknown query parameter', target: `GET ${notes}?colour=red`, status: 400, code: 'malformed-query' },
  { what: 'a limit beyond the limit', target: `GET ${notes}?limit=101`, status: 400, code: 'malformed-query' },
  { what: 'a cursor that Keep did not give', target: `GET ${notes}?cursor=abc`, status: 400, code: 'malformed-query' },
  { what: 'JSON that ends early', target: `POST ${notes}`, ...json('{"title":'), status: 400, code: 'malformed-json' },
  { what: '200,000 opening brackets', target: `POST ${notes}`, ...json('['.repeat(200_000)), status: 400, code: 'malformed-json' },
  { what: '100,000 nested lists', target: `POST ${notes}`, ...json(`${'['.repeat(1e5)}${']'.repeat(1e5)}`), status: 422, code: 'invalid-body' },
  { what: 'nesting deeper than 32', target: `POST ${notes}`, ...json(deep), status: 422, code: 'invalid-body' },
  { what: 'no body', target: `POST ${notes}`, status: 422, code: 'invalid-body' },
  { what: 'a body that is null', target: `POST ${notes}`, ...json('null'), status: 422, code: 'invalid-body' },
  { what: 'a field too many', target: `POST ${notes}`, body: { title: 'a', admin: true }, status: 422, code: 'invalid-body' },
  { what: 'a title too long', target: `POST ${notes}`, body: { title: 'a'.repeat(1_001) }, status: 422, code: 'invalid-body' },
  { what: 'a field of another type', target: `POST ${notes}`, body: { title: { $ne: '' } }, status: 422, code: 'invalid-body' },
  { what: 'U+0000', target: `POST ${notes}`, body: { title: 'a\u0000b' }, status: 422, code: 'invalid-body' },
  { what: 'half a character', target: `POST ${notes}`, ...json('{"title":"\\ud800"}'), status: 422, code: 'invalid-body' },
  { what: 'a key that reaches for the prototype', target: `POST ${notes}`, ...json('{"__proto__":{"title":"x"}}'), status: 422, code: 'invalid-body' },
  { what: 'a label that is not there', target: `POST ${notes}`, body: { placement: { labelIds: [randomUUID()] } }, status: 422, code: 'invalid-body' },
  { what: 'a date that is none', target: `POST ${notes}`, body: { createdAt: '2026-02-30T00:00:00Z' }, status: 422, code: 'invalid-body' },
  { what: 'a body over its limit', target: `POST ${notes}`, body: { title: 'a'.repeat(1_100_000) }, status: 413, code: 'body-too-large' },
  { what: 'a body over the limit of a route without a token', target: 'POST /api/v1/auth/sign-in', body: { ['k'.repeat(17_000)]: 1 }, status: 413, code: 'body-too-large' },
  { what: 'a form', target: `POST ${notes}`, body: 'title=a', headers: { 'content-type': 'application/x-www-form-urlencoded' }, status: 415, code: 'unsupported-media-type' },
  { what: 'a compressed body', target: `POST ${notes}`, body: { title: 'a' }, headers: { 'content-encoding': 'gzip' }, status: 415, code: 'unsupported-media-type' },
  { what: 'an idempotency key with a space', target: `POST ${notes}`, body: {}, headers: { 'idempotency-key': 'a b' }, status: 400, code: 'malformed-header' },
  { what: 'a batch of 101', target: `POST ${notes}/batch`, body: { operations: Array.from({ length: 101 }, () => ({ opId: randomUUID(), type: 'note.trash', id: randomUUID() })) }, status: 422, code: 'invalid-body' },
]; // prettier-ignore

const raw: { what: string; head: string[]; statuses: number[] }[] = [
  { what: 'two Host headers', head: ['GET /api/v1/me HTTP/1.1', 'Host: {host}', 'Host: evil.example'], statuses: [400] },
  { what: 'a Host of somebody else', head: ['GET /api/v1/me HTTP/1.1', 'Host: evil.example'], statuses: [421] },
  { what: 'two Authorization headers', head: ['GET /api/v1/me HTTP/1.1', 'Host: {host}', 'Authorization: Bearer a.b.c', 'Authorization: Bearer d.e.f'], statuses: [400] },
  { what: 'a whole URL as its target', head: ['GET http://evil.example/api/v1/me HTTP/1.1', 'Host: {host}'], statuses: [400, 421] },
  { what: 'encoded dot segments', head: ['GET /api/v1/notes/%2e%2e/%2e%2e/internal/users HTTP/1.1', 'Host: {host}'], statuses: [400] },
  { what: 'TRACE', head: ['TRACE /api/v1/me HTTP/1.1', 'Host: {host}'], statuses: [405] },
  { what: 'a length and chunks at once', head: ['POST /api/v1/notes HTTP/1.1', 'Host: {host}', 'Content-Length: 4', 'Transfer-Encoding: chunked'], statuses: [400] },
  { what: '20 KB of headers', head: ['GET /api/v1/me HTTP/1.1', 'Host: {host}', `X-Padding: ${'a'.repeat(20_000)}`], statuses: [431] },
  { what: 'no Host', head: ['GET /api/v1/me HTTP/1.1'], statuses: [400] },
]; // prettier-ignore

describe.each(['services', 'one'] as const)('bad input, in shape %s', shape => {
  let keep: StartedKeep;
  let person: Person;
  beforeAll(async () => {
    keep = await startKeep({ shape });
    person = await signUp(keep.url);
  });
  afterAll(() => keep?.stop());

  it.each(faults)('$what is a $status $code', async ({ target, body, headers, status, code }) => {
    const reply = await person.call(target, { ...(body !== undefined && { body }), ...(headers && { headers }) });
    expect(reply.json).toMatchObject({ status, code, type: `urn:keep:problem:${code}` });
  });

  it.each(raw)('$what is refused with a problem', async ({ head, statuses }) => {
    const { host } = new URL(keep.url);
    const text = await speak(keep.url, `${head.join('\r\n').replaceAll('{host}', host)}\r\nConnection: close\r\n\r\n`);
    const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
    expect(statuses).toContain(Number(status));
    expect(text).toMatch(/content-type: application\/problem\+json/i);
    expect(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))).toMatchObject({
      status: Number(status),
    });
  });

  it('names all faulty fields at once', async () => {
    const { json: refused } = await person.call(`POST ${notes}`, {
      body: { title: 1, items: [{ text: 'ok' }, { text: 2 }], extra: true },
    });
    expect(refused.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/extra',
      '/items/1/text',
      '/title',
    ]);
  });

  it('believes no header that says who somebody is', async () => {
    const reply = await call(keep.url, `GET ${notes}`, { headers: { 'x-user-id': person.id } });
    expect(reply.json).toMatchObject({ status: 401, code: 'unauthenticated' });
  });
});

describe('a request straight to a service', () => {
  it('with x-user-id and no token is a 401', async () => {
    const keep = await startKeep({ shape: 'services' });
    try {
      const person = await signUp(keep.url);
      const { stdout } = await keep.keep('ps', '--json');
      const { processes }: { processes: { service: string; port: number }[] } = JSON.parse(stdout);
      const port = processes.find(({ service }) => service === 'notes')?.port;
      const direct = `http://127.0.0.1:${port}`;
      const headers = { 'x-user-id': person.id, 'x-client-address': '127.0.0.1' };
      expect((await call(direct, `GET ${notes}`, { headers })).json).toMatchObject({ status: 401 });
      expect((await call(direct, `GET ${notes}`, { token: person.accessToken })).status).toBe(200);
    } finally {
      await keep.stop();
    }
  });
});

/** Says `text` on a connection of its own, and answers all that comes back. */
function speak(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', chunk => (answer += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer in 10 s')));
  });
}
