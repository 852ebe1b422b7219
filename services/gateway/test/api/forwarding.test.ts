/** What reaches a service, and what comes back: headers that cannot be forged, bodies in both directions, statuses as they are. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createHash, randomBytes } from 'node:crypto';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { newId } from '@keep/service-kit/unique-id';
import { accessTokenFor } from '@keep/testing/test-keys';
import { afterEach, describe, expect, it } from 'vitest';
import {
  readReply, sendJson, sendRaw, startGateway, startReplica, type TestGateway, type TestGatewayOptions, type TestReplica,
} from './start-gateway.ts'; // prettier-ignore

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function before(replica: TestReplica, options?: TestGatewayOptions): Promise<TestGateway> {
  const gateway = await startGateway({ notes: [replica.url], auth: [replica.url] }, options);
  stops.push(
    () => gateway.stop(),
    () => replica.stop(),
  );
  return gateway;
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NOTES = '/api/v1/notes';

describe('headers', () => {
  it('that only the gateway may set never come from a client', async () => {
    const notes = await startReplica();
    const gateway = await before(notes);
    const forged = {
      'x-client-address': '6.6.6.6',
      'x-client-host': 'evil.example',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '6.6.6.6',
      forwarded: 'for=6.6.6.6',
      'x-user-id': newId(),
      'x-keep-role': 'owner',
      'x-keep-caller': 'Keep-Service gateway:forged',
      'x-request-id': 'forged',
      'x-request-timeout-ms': '999999',
    };
    const reply = await call(gateway.url, `GET ${NOTES}`, { headers: { ...forged, 'x-other': 'kept' } });
    const got = notes.last?.headers ?? {};
    expect(got['x-client-address']).toBe('127.0.0.1');
    expect(got['x-client-host']).toBe(new URL(gateway.url).host);
    expect(got['x-request-id']).toMatch(UUID_V7);
    expect(reply.headers.get('x-request-id')).toBe(got['x-request-id']);
    expect(Number(got['x-request-timeout-ms'])).toBeLessThanOrEqual(10_000);
    expect(got['x-other']).toBe('kept');
    for (const name of [
      'x-forwarded-for',
      'x-forwarded-host',
      'x-real-ip',
      'forwarded',
      'x-user-id',
      'x-keep-role',
      'x-keep-caller',
    ])
      expect(got, name).not.toHaveProperty(name);
  });

  it('of the gateway are not dropped when a client names them in Connection, but its own are', async () => {
    const notes = await startReplica();
    const gateway = await before(notes);
    const named =
      'close, X-Request-Id, x-client-address, x-client-host, x-request-timeout-ms, traceparent, host, x-mine';
    const request = `GET ${NOTES} HTTP/1.1\nHost: localhost\nConnection: ${named}\nX-Mine: 1\nX-Other: 2\nTE: trailers\n\n`;
    expect((await sendRaw(gateway.port, request))?.status).toBe(200);
    const got = notes.last?.headers ?? {};
    expect(got['x-request-id']).toMatch(UUID_V7);
    expect(got['x-client-address']).toBe('127.0.0.1');
    expect(Number(got['x-request-timeout-ms'])).toBeGreaterThan(0);
    expect(got.traceparent).toMatch(/^00-/);
    expect(got['x-client-host']).toBe('localhost');
    expect(got.host).toBe(new URL(notes.url).host);
    expect(got['x-other']).toBe('2');
    expect(got).not.toHaveProperty('x-mine');
    expect(got).not.toHaveProperty('te');
  });

  it('of a trusted proxy say where the client is', async () => {
    const notes = await startReplica();
    const gateway = await before(notes, { environment: { TRUSTED_PROXIES: '127.0.0.0/8, 10.0.0.1' } });
    await call(gateway.url, `GET ${NOTES}`, { headers: { 'x-forwarded-for': '6.6.6.6, 192.0.2.7, 10.0.0.1' } });
    expect(notes.last?.headers['x-client-address']).toBe('192.0.2.7');
  });

  it("show the gateway's secret to auth alone, which asks where the client is", async () => {
    const [notes, auth] = [await startReplica(), await startReplica()];
    const gateway = await startGateway({ notes: [notes.url], auth: [auth.url] });
    for (const started of [gateway, notes, auth]) stops.push(() => started.stop());
    const headers = { 'x-keep-caller': 'Keep-Service gateway:forged' };
    for (const target of ['POST /api/v1/auth/sign-in', 'GET /api/v1/me']) {
      await call(gateway.url, target, { headers });
      const proof = `Keep-Service gateway:${'f'.repeat(64)}`;
      expect(auth.last?.headers).toMatchObject({ 'x-client-address': '127.0.0.1', 'x-keep-caller': proof });
    }
    await call(gateway.url, `GET ${NOTES}`, { headers });
    expect(notes.last?.headers).not.toHaveProperty('x-keep-caller');
  });

  it('continue a trace, with a span of the gateway between', async () => {
    const notes = await startReplica();
    const gateway = await before(notes);
    const trace = 'a'.repeat(32);
    await call(gateway.url, `GET ${NOTES}`, { headers: { traceparent: `00-${trace}-${'b'.repeat(16)}-01` } });
    expect(notes.last?.headers.traceparent).toMatch(new RegExp(`^00-${trace}-(?!b{16})[0-9a-f]{16}-01$`));
  });

  it('of an answer are passed on, but for those of the connection and those the gateway sets', async () => {
    const notes = await startReplica((_request, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.setHeader('cache-control', 'private, no-cache');
      response.setHeader('etag', '"7"');
      response.setHeader('x-request-id', 'theirs');
      response.setHeader('content-security-policy', "default-src 'unsafe-inline'");
      response.setHeader('keep-alive', 'timeout=1');
      response.end('{}');
    });
    const gateway = await before(notes);
    const { headers } = await call(gateway.url, `GET ${NOTES}`);
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('etag')).toBe('"7"');
    expect(headers.get('x-request-id')).toMatch(UUID_V7);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('answers', () => {
  it('without a body pass through: 204, 304 and to HEAD', async () => {
    const notes = await startReplica((request, response) => {
      if (request.method === 'DELETE') response.writeHead(204).end();
      else if (request.method === 'HEAD') response.writeHead(200, { 'content-length': 1234 }).end();
      else response.writeHead(304, { etag: '"1"' }).end();
    });
    const gateway = await before(notes);
    const notModified = await call(gateway.url, `GET ${NOTES}`);
    expect([notModified.status, notModified.text, notModified.headers.get('etag')]).toEqual([304, '', '"1"']);
    expect((await call(gateway.url, `DELETE ${NOTES}/1`)).status).toBe(204);
    const head = await call(gateway.url, `HEAD ${NOTES}`);
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '1234']);
  });

  it("of any status are the service's: a 500 stays a 500, and so does a problem document", async () => {
    const notes = await startReplica(sendJson({ code: 'internal' }, 500));
    const gateway = await before(notes);
    const { status, json } = await call(gateway.url, `GET ${NOTES}`);
    expect([status, json.code]).toEqual([500, 'internal']);
  });

  it('that break off in the middle end the connection instead of looking whole', async () => {
    const notes = await startReplica((_request, response) => {
      response.writeHead(200, { 'content-length': 100_000 });
      response.write('x'.repeat(1_000), () => response.destroy());
    });
    const gateway = await before(notes);
    await expect(call(gateway.url, `GET ${NOTES}`)).rejects.toThrow();
  });

  it('of many megabytes are held back to the pace of their reader', async () => {
    const size = 64 * 1024 * 1024;
    let sent = 0;
    const notes = await startReplica((_request, response) => {
      response.writeHead(200, { 'content-length': size });
      const chunk = Buffer.alloc(64 * 1024, 1);
      const more = () => {
        let flows = true;
        while (sent < size && flows) {
          sent += chunk.length;
          flows = response.write(chunk);
        }
        if (sent < size) response.once('drain', more);
        else response.end();
      };
      more();
    });
    const gateway = await before(notes);
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(`GET ${NOTES} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    socket.pause();
    const stalledAt = await eventually(async () => {
      const first = sent;
      await new Promise(resolve => setTimeout(resolve, 100));
      if (first === 0 || sent !== first) throw new Error('still flowing');
      return sent;
    });
    expect(stalledAt).toBeLessThan(size / 2);
    let received = 0;
    socket.on('data', chunk => (received += chunk.length));
    socket.resume();
    await eventually(() => expect(received).toBeGreaterThan(size));
    socket.destroy();
  });
});

describe('request bodies', () => {
  const echo = () =>
    startReplica((request, response) => {
      const hash = createHash('sha256');
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        hash.update(chunk);
      });
      request.on('end', () => sendJson({ size, sha256: hash.digest('hex') })(request, response));
    });

  it('that say that they are too large are refused before any of them is read', async () => {
    const notes = await echo();
    const gateway = await before(notes);
    const request = `POST ${NOTES} HTTP/1.1\nHost: localhost\nExpect: 100-continue\nContent-Length: 1048577\n\n`;
    const reply = await sendRaw(gateway.port, request);
    expect([reply?.status, reply?.json.code]).toEqual([413, 'body-too-large']);
    expect(notes.requests).toBe(0);
  });

  it('that turn out to be too large are cut off, and their sender reads why', async () => {
    const notes = await echo();
    const gateway = await before(notes);
    const tooLong = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 20; n++) controller.enqueue(new Uint8Array(64 * 1024));
        controller.close();
      },
    });
    const response = await fetch(`${gateway.url}${NOTES}`, { method: 'POST', body: tooLong, duplex: 'half' });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'body-too-large' });
  });

  it('that are too large are refused also to a client that sends all of it first', async () => {
    const notes = await echo();
    const gateway = await before(notes);
    const reply = await call(gateway.url, `POST ${NOTES}`, { body: `"${'a'.repeat(3 * 1024 * 1024)}"` });
    expect([reply.status, reply.json.code]).toEqual([413, 'body-too-large']);
  });

  it('that are refused may still be sent to their end, so that no sender is cut off before it reads why', async () => {
    const gateway = await before(await echo());
    const socket = connect(gateway.port, '127.0.0.1');
    const errors: Error[] = [];
    socket.on('error', error => errors.push(error));
    socket.write(`POST ${NOTES} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n`);
    const closed = once(socket, 'close');
    expect((await readReply(socket))?.status).toBe(413);
    for (let n = 0; n < 20; n++) socket.write(Buffer.alloc(100_000));
    await closed;
    expect(errors).toEqual([]);
  });

  it('arrive as they were sent, in one piece or streamed, with a length or chunked', async () => {
    const notes = await echo();
    const gateway = await before(notes);
    const body = randomBytes(900 * 1024);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const sized = await fetch(`${gateway.url}${NOTES}`, { method: 'POST', body });
    expect(await sized.json()).toEqual({ size: body.length, sha256 });
    const chunked = await fetch(`${gateway.url}${NOTES}`, {
      method: 'POST',
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    expect(await chunked.json()).toEqual({ size: body.length, sha256 });
    const small = await call(gateway.url, `PATCH ${NOTES}/1`, { body: { a: 1 } });
    expect(small.json).toMatchObject({ size: 7 });
    expect(notes.last?.headers['content-length']).toBe('7');
    expect(Number(notes.last?.headers['x-request-timeout-ms'])).toBeLessThanOrEqual(10_000);
  });

  it('may have 4 MiB in a batch', async () => {
    const notes = await echo();
    const gateway = await before(notes);
    const body = 'x'.repeat(4 * 1024 * 1024);
    expect((await call(gateway.url, `POST ${NOTES}/batch`, { body })).json).toMatchObject({ size: body.length });
    expect((await call(gateway.url, `POST ${NOTES}/batch`, { body: `${body}x` })).status).toBe(413);
  });

  it('that wait for a 100 are asked for when they are wanted', async () => {
    const notes = await echo();
    const gateway = await before(notes);
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(`POST ${NOTES} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`);
    await new Promise(resolve => socket.once('data', resolve));
    const reply = readReply(socket);
    socket.write('{}');
    expect((await reply)?.json).toMatchObject({ size: 2 });
    socket.destroy();
  });

  it('that arrive too slowly are given up, and the service is not blamed', async () => {
    const notes = await echo();
    const gateway = await before(notes, { environment: { BODY_MS: '100' } });
    const reply = await sendRaw(gateway.port, `POST ${NOTES} HTTP/1.1\nHost: localhost\nContent-Length: 10\n\n{`);
    expect([reply?.status, reply?.json.code]).toEqual([408, 'request-timeout']);
    expect(await gateway.metrics()).toMatch(/gateway_replicas\{upstream="notes",state="ejected".*\} 0/);
  });

  it('that arrive slowly leave room for others, however many one address has', async () => {
    const notes = await echo();
    // One address has half of the connections at most.
    const gateway = await before(notes, { environment: { SLOW_BODIES: '2', CONNECTIONS: '6' } });
    const head = `POST ${NOTES} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{`;
    for (let round = 0; round < 2; round += 1) {
      const sockets = Array.from({ length: 3 }, () => connect(gateway.port, '127.0.0.1'));
      const replies = sockets.map(readReply);
      for (const socket of sockets) socket.write(head);
      expect((await Promise.race(replies))?.json).toMatchObject({ status: 408, code: 'request-timeout' });
      expect((await call(gateway.url, `POST ${NOTES}`, { body: {} })).json).toMatchObject({ size: 2 });
      for (const socket of sockets) socket.write('}');
      const statuses = (await Promise.all(replies)).map(reply => reply?.status);
      expect(statuses.toSorted((left = 0, right = 0) => left - right)).toEqual([200, 200, 408]);
      for (const socket of sockets) socket.destroy();
    }
  });
});

describe('a service in the same process', () => {
  it('gets the same headers and no forged ones, and its answer carries the same', async () => {
    const seen: Record<string, unknown>[] = [];
    const gateway = await startGateway(
      {},
      {
        platform: {
          upstreams: {
            notes: (request, response) => {
              seen.push({ ...request.headers });
              sendJson({ here: true })(request, response);
            },
          },
        },
      },
    );
    stops.push(() => gateway.stop());
    const token = await accessTokenFor(newId());
    const reply = await call(gateway.url, `GET ${NOTES}`, {
      token,
      headers: { 'x-user-id': 'x', 'x-client-address': '6.6.6.6', 'x-request-id': 'forged' },
    });
    expect(reply.json).toEqual({ here: true });
    expect(seen[0]).toMatchObject({ 'x-client-address': '127.0.0.1', authorization: `Bearer ${token}` });
    expect(seen[0]).not.toHaveProperty('x-user-id');
    expect(seen[0]?.['x-request-id']).toBe(reply.headers.get('x-request-id'));
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
