/** The only replica of a service is restarted: who waits for it, for how long, and what is never sent twice. */
import type { RequestListener } from 'node:http';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { afterEach, describe, expect, it } from 'vitest';
import { sendJson, startGateway, startReplica, type TestGateway, type TestReplica } from './start-gateway.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const NOTES = '/api/v1/notes';
/** Longer than any test: that requests go on is the replica's doing. */
const PATIENT = { HOLD_MS: '60000', DEADLINE_MS: '60000' };

/** Milliseconds; for a machine with other things to do. */
const PATIENCE = 30_000;

async function before(replica: TestReplica, environment: Record<string, string> = PATIENT): Promise<TestGateway> {
  const gateway = await startGateway({ notes: [replica.url], auth: [] }, { environment });
  stops.push(() => gateway.stop());
  return gateway;
}

async function restart({ url }: TestReplica, answer?: RequestListener): Promise<TestReplica> {
  const restarted = await startReplica(answer, Number(new URL(url).port));
  stops.push(() => restarted.stop());
  return restarted;
}

async function heldIn(gateway: TestGateway, wentOn: boolean): Promise<number> {
  const counted = new RegExp(`gateway_held_total\\{upstream="notes",went_on="${wentOn}".*\\} (\\d+)`);
  return Number(counted.exec(await gateway.metrics())?.[1] ?? 0);
}

/** Answers each request with its own body. */
const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  response.setHeader('content-type', 'application/json');
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => response.end(Buffer.concat(chunks)));
};

describe('while the only replica is away', () => {
  it('a request waits no longer than it may, and those that come later do not wait', async () => {
    const only = await startReplica();
    const gateway = await before(only, { HOLD_MS: '300' });
    only.kill();
    const replies = await Promise.all([1, 2, 3].map(() => call(gateway.url, `GET ${NOTES}`)));
    for (const { status, json } of replies) expect([status, json.code]).toEqual([503, 'unavailable']);
    const held = await heldIn(gateway, false);
    expect(held).toBeGreaterThan(0);
    for (let n = 0; n < 10; n++) expect((await call(gateway.url, `GET ${NOTES}`)).status).toBe(503);
    expect(await heldIn(gateway, false)).toBe(held);
    await restart(only);
    expect((await call(gateway.url, `GET ${NOTES}`)).status).toBe(200);
  });

  it('no more requests wait than there are seats', async () => {
    const only = await startReplica();
    const gateway = await before(only, { ...PATIENT, HOLD_REQUESTS: '2' });
    only.kill();
    const statuses: number[] = [];
    const waiting = [1, 2, 3, 4, 5].map(async () => {
      statuses.push((await call(gateway.url, `GET ${NOTES}`)).status);
    });
    await eventually(() => expect(statuses).toEqual([503, 503, 503]), PATIENCE);
    await restart(only);
    await Promise.all(waiting);
    expect(statuses).toEqual([503, 503, 503, 200, 200]);
  });

  it('a request waits no longer than its own deadline', async () => {
    const only = await startReplica();
    const gateway = await before(only, { HOLD_MS: '60000', DEADLINE_MS: '200' });
    only.kill();
    const reply = await call(gateway.url, `GET ${NOTES}`);
    expect([reply.status, reply.json.code]).toEqual([503, 'unavailable']);
  });

  it('a client that leaves is waited for by nobody', async () => {
    const only = await startReplica();
    const gateway = await before(only);
    only.kill();
    const leaving = new AbortController();
    const gone = fetch(`${gateway.url}${NOTES}`, { method: 'POST', signal: leaving.signal }).catch(() => 'gone');
    await eventually(async () => expect(await gateway.metrics()).toMatch(/gateway_in_flight\S* 1/));
    leaving.abort();
    expect(await gone).toBe('gone');
    await eventually(async () => expect(await gateway.metrics()).toMatch(/gateway_in_flight\S* 0/));
    const restarted = await restart(only);
    expect((await call(gateway.url, `GET ${NOTES}`)).status).toBe(200);
    expect(restarted.requests).toBe(1);
  });
});

describe('a restart of the only replica', () => {
  it('costs no read, and sends every write that found nobody once, as it was', async () => {
    const only = await startReplica();
    const gateway = await before(only);
    expect((await call(gateway.url, `GET ${NOTES}`)).status).toBe(200);
    only.kill();
    const reads = Array.from({ length: 20 }, () => call(gateway.url, `GET ${NOTES}`));
    const writes = ['POST', 'PUT', 'PATCH', 'DELETE'].map(method =>
      call(gateway.url, `${method} ${NOTES}/1`, { body: { method } }),
    );
    await eventually(async () => expect(await gateway.metrics()).toMatch(/gateway_in_flight\S* 24/));
    const restarted = await restart(only, echo);
    expect(new Set((await Promise.all(reads)).map(({ status }) => status))).toEqual(new Set([200]));
    const answers = await Promise.all(writes);
    expect(answers.map(({ json }) => json?.method)).toEqual(['POST', 'PUT', 'PATCH', 'DELETE']);
    expect(restarted.requests).toBe(24);
    expect(await heldIn(gateway, false)).toBe(0);
  });

  it('under load costs no read', async () => {
    const slowly: RequestListener = (request, response) => void setTimeout(() => sendJson({})(request, response), 2);
    const only = await startReplica(slowly);
    const gateway = await before(only, { ...PATIENT, ADDRESS_RATE: '0' });
    const statuses: number[] = [];
    let isOver = false;
    const readers = Array.from({ length: 16 }, async () => {
      while (!isOver) statuses.push((await call(gateway.url, `GET ${NOTES}`)).status);
    });
    const answered = (count: number) => eventually(() => expect(statuses.length).toBeGreaterThan(count));
    await answered(100);
    only.kill();
    await eventually(async () => expect(await gateway.metrics()).toMatch(/went_on="true"/));
    const restarted = await restart(only, slowly);
    await answered(statuses.length + 100);
    isOver = true;
    await Promise.all(readers);
    expect(statuses.filter(status => status !== 200)).toEqual([]);
    expect(restarted.requests).toBeGreaterThan(100);
  });

  it('finds the breaker closed, whatever was lost when the replica died', async () => {
    let arrived = 0;
    const only = await startReplica(() => void (arrived += 1));
    const gateway = await before(only, { ...PATIENT, BREAKER_SAMPLES: '5', BREAKER_OPEN_MS: '60000' });
    const lost = Array.from({ length: 10 }, () => call(gateway.url, `POST ${NOTES}`, { body: {} }));
    await eventually(() => expect(arrived).toBe(10));
    only.kill();
    expect(new Set((await Promise.all(lost)).map(({ status }) => status))).toEqual(new Set([503]));
    const read = call(gateway.url, `GET ${NOTES}`);
    await eventually(async () => expect(await heldIn(gateway, true)).toBeGreaterThan(0));
    await restart(only);
    expect((await read).status).toBe(200);
    expect((await call(gateway.url, `POST ${NOTES}`, { body: {} })).status).toBe(200);
  });

  it('tells the service how much less time is left', async () => {
    const only = await startReplica();
    const gateway = await before(only, { HOLD_MS: '60000', DEADLINE_MS: '10000' });
    only.kill();
    const waiting = call(gateway.url, `GET ${NOTES}`);
    await eventually(async () => expect(await heldIn(gateway, true)).toBeGreaterThan(2));
    const restarted = await restart(only);
    expect((await waiting).status).toBe(200);
    expect(Number(restarted.last?.headers['x-request-timeout-ms'])).toBeLessThan(9_901);
  });

  it('at another address is noticed by the registry', async () => {
    const only = await startReplica();
    const gateway = await before(only);
    gateway.register({ notes: [], auth: [] });
    await eventually(() => expect(gateway.waitsFor()).toContain('notes'));
    const waiting = call(gateway.url, `POST ${NOTES}`, { body: { a: 1 } });
    const other = await startReplica(echo);
    stops.push(
      () => other.stop(),
      () => only.stop(),
    );
    gateway.register({ notes: [other.url], auth: [] });
    expect((await waiting).json).toEqual({ a: 1 });
  });
});

describe('a write that was on its way when its replica died', () => {
  it('is a 503 and is not sent again', async () => {
    const only = await startReplica(() => only.kill());
    const gateway = await before(only);
    const write = call(gateway.url, `POST ${NOTES}`, { body: {}, headers: { 'idempotency-key': 'x' } });
    expect((await write).status).toBe(503);
    const restarted = await restart(only);
    expect((await call(gateway.url, `GET ${NOTES}`)).status).toBe(200);
    expect(restarted.requests).toBe(1);
  });

  it('as a stream of which a part was read already is a 503, too', async () => {
    const only = await startReplica();
    const gateway = await before(only);
    only.kill();
    const parts = new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from('{"a":'));
        await eventually(async () => expect(await gateway.metrics()).toMatch(/outcome="unreached"/));
        controller.enqueue(Buffer.from('1}'));
        controller.close();
      },
    });
    const init = { method: 'POST', body: parts, duplex: 'half', headers: { 'content-type': 'application/json' } };
    expect((await fetch(`${gateway.url}${NOTES}`, init as RequestInit)).status).toBe(503);
  });
});
