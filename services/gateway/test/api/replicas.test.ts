/** Several replicas, some of them failing: what is spread, what is repeated, and what is refused rather than left to hang. */
import type { RequestListener, ServerResponse } from 'node:http';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { accessTokenFor } from '@keep/testing/test-keys';
import { afterEach, describe, expect, it } from 'vitest';
import {
  sendJson, startGateway, startReplica, type TestGateway, type TestGatewayOptions, type TestReplica,
} from './start-gateway.ts'; // prettier-ignore
import { gatewayRoutes } from '../../src/domain/route-table.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function before(replicas: TestReplica[], options?: TestGatewayOptions): Promise<TestGateway> {
  const gateway = await startGateway({ notes: replicas.map(({ url }) => url), auth: [] }, options);
  stops.push(() => gateway.stop(), ...replicas.map(replica => () => replica.stop()));
  return gateway;
}

const NOTES = '/api/v1/notes';
const get = (gateway: TestGateway) => call(gateway.url, `GET ${NOTES}`);
/** Keeps `concurrency` requests under way until `isOver`, and answers all statuses. */
async function load(gateway: TestGateway, concurrency: number, isOver: () => boolean): Promise<number[]> {
  const statuses: number[] = [];
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (!isOver()) statuses.push((await get(gateway)).status);
    }),
  );
  return statuses;
}

describe('traffic', () => {
  it('spreads over three replicas', async () => {
    const replicas = [await startReplica(), await startReplica(), await startReplica()];
    const gateway = await before(replicas);
    for (let n = 0; n < 150; n++) expect((await get(gateway)).status).toBe(200);
    for (const { requests } of replicas) expect(requests).toBeGreaterThan(25);
  });

  it('prefers the replica that has less to do', async () => {
    const held: ServerResponse[] = [];
    const busy = await startReplica((_request, response) => void held.push(response));
    const idle = await startReplica();
    const gateway = await before([busy, idle], { environment: { MAX_ATTEMPTS: '1' } });
    const waiting: Promise<unknown>[] = [];
    while (held.length === 0) {
      waiting.push(get(gateway));
      await eventually(() => expect(busy.requests + idle.requests).toBe(waiting.length));
    }
    const before2 = idle.requests;
    for (let n = 0; n < 20; n++) await get(gateway);
    expect([busy.requests, idle.requests]).toEqual([1, before2 + 20]);
    for (const response of held) response.end();
    await Promise.all(waiting);
  });

  it('follows the registry as replicas come and go, and keeps the last good state of it', async () => {
    const [first, second] = [await startReplica(), await startReplica()];
    const gateway = await before([first]);
    stops.push(() => second.stop());
    gateway.register({ notes: [second.url] });
    await eventually(async () => {
      await get(gateway);
      expect(second.requests).toBeGreaterThan(0);
    });
    gateway.register({ notes: 'broken' as unknown as string[] });
    await new Promise(resolve => setTimeout(resolve, 500));
    expect((await get(gateway)).status).toBe(200);
  });
});

describe('a killed replica', () => {
  it('costs no failed read', async () => {
    const slowly: RequestListener = (request, response) => void setTimeout(() => sendJson({})(request, response), 5);
    // It dies of a request, so that there is at least one to be repeated.
    const mortal: TestReplica = await startReplica((request, response) => {
      if (mortal.requests === 100) mortal.kill();
      else slowly(request, response);
    });
    const gateway = await before([mortal, await startReplica(slowly), await startReplica(slowly)], {
      environment: { ADDRESS_RATE: '0' },
    });
    let done = 0;
    const statuses = await load(gateway, 32, () => (done += 1) > 1_000);
    expect(statuses.filter(status => status !== 200)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(900);
    expect(mortal.requests).toBeGreaterThanOrEqual(100);
    expect(await gateway.metrics()).toMatch(/gateway_retries_total\{upstream="notes",granted="true".*\} [1-9]/);
  });

  it('is left out after a few failures, and asked again when it is back', async () => {
    const [good, bad] = [
      await startReplica(),
      await startReplica((request, response) => {
        if (isIll) request.socket.destroy();
        else sendJson({})(request, response);
      }),
    ];
    let isIll = true;
    const gateway = await before([good, bad], { environment: { EJECT_MS: '300' } });
    for (let n = 0; n < 30; n++) expect((await get(gateway)).status).toBe(200);
    expect(bad.requests).toBeLessThan(10);
    // Just now it may be asked again, and fail again.
    await eventually(async () => {
      expect((await get(gateway)).status).toBe(200);
      expect(await gateway.metrics()).toMatch(/gateway_replicas\{upstream="notes",state="ejected".*\} 1/);
    });
    isIll = false;
    const seen = bad.requests;
    await eventually(async () => {
      await get(gateway);
      expect(bad.requests).toBeGreaterThan(seen + 3);
    });
    expect(await gateway.metrics()).toMatch(/gateway_replicas\{upstream="notes",state="ejected".*\} 0/);
  });

  it('that was the only one is a 503 with Retry-After, for reads and writes', async () => {
    const only = await startReplica();
    const gateway = await before([only], { environment: { HOLD_MS: '100' } });
    only.kill();
    for (const target of [`GET ${NOTES}`, `POST ${NOTES}`]) {
      const reply = await call(gateway.url, target, target.startsWith('POST') ? { body: {} } : {});
      expect([reply.status, reply.json.code]).toEqual([503, 'unavailable']);
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(reply.text).not.toContain('127.0.0.1');
    }
  });
});

describe('an upstream without any replica', () => {
  it('is a 503 with Retry-After, and the gateway is not ready', async () => {
    const notes = await startReplica();
    const gateway = await before([notes], { environment: { HOLD_MS: '100' } });
    const reply = await call(gateway.url, 'POST /api/v1/auth/sign-in', { body: {} });
    expect([reply.status, reply.json.code]).toEqual([503, 'unavailable']);
    expect(gateway.waitsFor()).toEqual(['auth', 'notify']);
  });
});

describe('repeating', () => {
  it('never happens to writes', async () => {
    const bad = [await startReplica(r => void r.socket.destroy()), await startReplica(r => void r.socket.destroy())];
    const gateway = await before(bad);
    for (const method of ['POST', 'PATCH', 'PUT', 'DELETE'])
      expect((await call(gateway.url, `${method} ${NOTES}/1`, { body: {} })).status).toBe(503);
    expect((bad[0]?.requests ?? 0) + (bad[1]?.requests ?? 0)).toBe(4);
  });

  it('asks another replica when one says 503, and passes it on when there is no other', async () => {
    const [ill, well] = [await startReplica(sendJson({ code: 'unavailable' }, 503)), await startReplica()];
    const gateway = await before([ill, well], { environment: { EJECT_AFTER: '0', BREAKER: 'off' } });
    for (let n = 0; n < 30; n++) expect((await get(gateway)).status).toBe(200);
    expect(ill.requests).toBeGreaterThan(0);
    const alone = await before([ill]);
    const seen = ill.requests;
    expect((await get(alone)).status).toBe(503);
    expect(ill.requests).toBe(seen + 1);
  });

  it('asks another replica when one says nothing, and leaves it out after a few times', async () => {
    let isFrozen = true;
    const frozen = await startReplica((request, response) => void (isFrozen || sendJson({})(request, response)));
    const gateway = await before([frozen, await startReplica()], {
      environment: { PATIENCE_MS: '500', EJECT_MS: '300', ADDRESS_RATE: '0' },
    });
    const statuses = await load(gateway, 8, () => frozen.requests > 8);
    expect(statuses.filter(status => status !== 200)).toEqual([]);
    expect(await gateway.metrics()).toMatch(/gateway_replicas\{upstream="notes",state="ejected".*\} 1/);
    isFrozen = false;
    const seen = frozen.requests;
    await eventually(async () => {
      await get(gateway);
      expect(frozen.requests).toBeGreaterThan(seen + 3);
    });
  });

  it('does not give up a silent replica where there is no other, nor a write', async () => {
    const slow = () => startReplica((request, response) => void setTimeout(() => sendJson({})(request, response), 150));
    const [alone, other] = [await slow(), await slow()];
    const environment = { PATIENCE_MS: '20' };
    expect((await get(await before([alone], { environment }))).status).toBe(200);
    expect(alone.requests).toBe(1);
    const two = await before([alone, other], { environment });
    expect((await call(two.url, `POST ${NOTES}`, { body: {} })).status).toBe(200);
    expect(alone.requests + other.requests).toBe(2);
  });

  it('stays within its budget', async () => {
    const bad = [await startReplica(r => void r.socket.destroy()), await startReplica(r => void r.socket.destroy())];
    const gateway = await before(bad, {
      environment: { RETRIES_PER_SECOND: '0', BREAKER: 'off', EJECT_AFTER: '0', ADDRESS_RATE: '0' },
    });
    for (let n = 0; n < 100; n++) await get(gateway);
    const attempts = (bad[0]?.requests ?? 0) + (bad[1]?.requests ?? 0);
    expect(attempts).toBeGreaterThan(105);
    expect(attempts).toBeLessThanOrEqual(110);
    expect(await gateway.metrics()).toMatch(/gateway_retries_total\{upstream="notes",granted="false".*\} [1-9]/);
  });

  it('has no larger budget for all that the breaker refuses', async () => {
    const bad = await startReplica(r => void r.socket.destroy());
    const gateway = await before([bad], {
      environment: {
        RETRIES_PER_SECOND: '0', BREAKER_SAMPLES: '10', BREAKER_OPEN_MS: '100', EJECT_AFTER: '0', ADDRESS_RATE: '0',
      },
    }); // prettier-ignore
    let refused = 0;
    for (; bad.requests < 16; refused += 1) await get(gateway);
    expect(refused).toBeGreaterThan(40);
    expect(await gateway.metrics()).toMatch(/gateway_retries_total\{upstream="notes",granted="true".*\} 1\n/);
  });
});

describe('the circuit breaker', () => {
  it('opens when an upstream keeps failing, refuses without asking, and closes when it works again', async () => {
    let isIll = true;
    const notes = await startReplica((request, response) => {
      if (isIll) request.socket.destroy();
      else sendJson({})(request, response);
    });
    const gateway = await before([notes], {
      environment: { MAX_ATTEMPTS: '1', BREAKER_SAMPLES: '10', BREAKER_OPEN_MS: '400', EJECT_AFTER: '0' },
    });
    for (let n = 0; n < 15; n++) {
      const reply = await get(gateway);
      expect([reply.status, reply.json.code]).toEqual([503, 'unavailable']);
    }
    expect(notes.requests).toBe(10);
    expect(await gateway.metrics()).toMatch(/gateway_breaker_state\{upstream="notes",requests="reads".*\} 2/);
    isIll = false;
    await eventually(async () => expect((await get(gateway)).status).toBe(200));
    expect(await gateway.metrics()).toMatch(/gateway_breaker_state\{upstream="notes",requests="reads".*\} 0/);
  });

  it('of the writes says nothing of the reads: a full disk can be read', async () => {
    const notes = await startReplica((request, response) => {
      request.resume();
      response.writeHead(request.method === 'GET' ? 200 : 503, { 'retry-after': '1' }).end();
    });
    const gateway = await before([notes], { environment: { BREAKER_SAMPLES: '10' } });
    for (let n = 0; n < 15; n++) expect((await call(gateway.url, `POST ${NOTES}`, { body: {} })).status).toBe(503);
    expect(notes.requests).toBe(10);
    expect((await get(gateway)).status).toBe(200);
  });
});

describe('time', () => {
  it('that runs out is a 503 with Retry-After, and the service is let go', async () => {
    let isLetGo = false;
    const hanging = await startReplica((_request, response) => response.once('close', () => (isLetGo = true)));
    const gateway = await before([hanging], { environment: { DEADLINE_MS: '150' } });
    const reply = await get(gateway);
    expect([reply.status, reply.json.code]).toEqual([503, 'unavailable']);
    expect(reply.headers.get('retry-after')).toBe('1');
    await eventually(() => expect(isLetGo).toBe(true));
  });

  it('of a write runs out as well, after its body has arrived', async () => {
    const hanging = await startReplica(request => void request.resume());
    const gateway = await before([hanging], { environment: { DEADLINE_MS: '150' } });
    expect((await call(gateway.url, `POST ${NOTES}`, { body: { a: 1 } })).status).toBe(503);
  });

  it('is not spent on a client that has left', async () => {
    let isLetGo = false;
    const hanging = await startReplica((_request, response) => response.once('close', () => (isLetGo = true)));
    const gateway = await before([hanging]);
    const leaving = new AbortController();
    const gone = fetch(`${gateway.url}${NOTES}`, { signal: leaving.signal }).catch((error: Error) => error.name);
    await eventually(() => expect(hanging.requests).toBe(1));
    leaving.abort();
    expect(await gone).toBe('AbortError');
    await eventually(() => expect(isLetGo).toBe(true));
    await eventually(async () => expect(await gateway.metrics()).toMatch(/route="\/api\/v1\/notes",status="499"/));
  });

  it('does not bound a stream once it has begun', async () => {
    const streaming = await startReplica((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      setTimeout(() => response.end('data: 2\n\n'), 300);
    });
    const gateway = await before([streaming], {
      environment: { DEADLINE_MS: '100' },
      routes: gatewayRoutes.map(route => (route.upstream === 'notes' ? { ...route, streaming: true } : route)),
    });
    const reply = await get(gateway);
    expect([reply.status, reply.text]).toEqual([200, 'data: 1\n\ndata: 2\n\n']);
  });
});

describe('a gateway that is told to stop', () => {
  it('finishes what is under way, and ends the connection with it', async () => {
    const held: ServerResponse[] = [];
    const notes = await startReplica((_request, response) => void held.push(response));
    const gateway = await startGateway({ notes: [notes.url], auth: [] });
    stops.push(() => notes.stop());
    const waiting = get(gateway);
    await eventually(() => expect(held).toHaveLength(1));
    const stopped = gateway.stop();
    await eventually(async () => expect(await get(gateway).catch((error: Error) => error)).toBeInstanceOf(Error));
    held[0]?.end('{}');
    expect((await waiting).status).toBe(200);
    await stopped;
  });
});

describe('too much at once', () => {
  it('is refused quickly with 503 overloaded', async () => {
    const held: ServerResponse[] = [];
    const notes = await startReplica((_request, response) => void held.push(response));
    const gateway = await before([notes], { environment: { MAX_IN_FLIGHT: '2' } });
    const waiting = [get(gateway), get(gateway)];
    await eventually(() => expect(held).toHaveLength(2));
    const reply = await get(gateway);
    expect([reply.status, reply.json.code, reply.headers.get('retry-after')]).toEqual([503, 'overloaded', '1']);
    expect(await gateway.metrics()).toMatch(/gateway_shed_total\{reason="in-flight".*\} 1/);
    for (const response of held) response.end('{}');
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('for one service is refused there alone, when it would wait for too long', async () => {
    const held: ServerResponse[] = [];
    const notes = await startReplica((_request, response) => void held.push(response));
    const [auth, environment] = [await startReplica(), { CONNECTIONS: '2', MAX_WAIT_MS: '100' }];
    const gateway = await startGateway({ notes: [notes.url], auth: [auth.url] }, { environment });
    stops.push(
      () => gateway.stop(),
      () => notes.stop(),
      () => auth.stop(),
    );
    const waiting = await Promise.all(
      ['ada', 'eve'].map(async userId => ({
        reply: call(gateway.url, `GET ${NOTES}`, { token: await accessTokenFor(userId) }),
      })),
    );
    await eventually(() => expect(held).toHaveLength(2));
    const refused = [await get(gateway), await call(gateway.url, `POST ${NOTES}`, { body: { title: 'too much' } })];
    for (const { status, json } of refused) expect([status, json.code]).toEqual([503, 'overloaded']);
    expect((await call(gateway.url, 'GET /api/v1/auth/sessions')).status).toBe(200);
    expect(await gateway.metrics()).toMatch(/gateway_shed_total\{reason="queue".*\} 2/);
    for (const response of held) response.end('{}');
    for (const { reply } of waiting) expect((await reply).status).toBe(200);
    expect(notes.requests).toBe(2);
  });

  it.each(['a person', 'an address without a token'])(
    'from %s is refused beyond a fair share, and others are served',
    async who => {
      const held: ServerResponse[] = [];
      const notes = await startReplica((_request, response) => void held.push(response));
      const gateway = await before([notes], { environment: { CONNECTIONS: '8' } });
      const noisy = who === 'a person' ? { token: await accessTokenFor('eve') } : {};
      const ask = (options: object) => call(gateway.url, `GET ${NOTES}`, options);
      const waiting = Array.from({ length: 4 }, () => ask(noisy));
      await eventually(() => expect(held).toHaveLength(4));
      for (let n = 0; n < 5; n += 1) {
        const { status, json } = await ask(noisy);
        expect([status, json.code]).toEqual([503, 'overloaded']);
      }
      const neighbour = ask({ token: await accessTokenFor('ada') });
      await eventually(() => expect(held).toHaveLength(5));
      for (const response of held) response.end('{}');
      for (const reply of [...waiting, neighbour]) expect((await reply).status).toBe(200);
      expect(await gateway.metrics()).toMatch(/gateway_shed_total\{reason="share".*\} 5/);
    },
  );

  it('from one address is a 429 with Retry-After, whatever forwarding header it sends', async () => {
    const notes = await startReplica();
    const gateway = await before([notes], { environment: { ADDRESS_RATE: '1', ADDRESS_BURST: '5' } });
    const replies = [];
    for (let n = 0; n < 7; n++)
      replies.push(await call(gateway.url, `GET ${NOTES}`, { headers: { 'x-forwarded-for': `10.0.0.${n}` } }));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(replies[6]?.json.code).toBe('too-many-requests');
    expect(replies[6]?.headers.get('retry-after')).toBe('1');
    expect(notes.requests).toBe(5);
    expect(await gateway.metrics()).toMatch(/gateway_rate_limited_total\{by="address".*\} 2/);
  });
});
