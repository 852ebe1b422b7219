/** Answers that stay open for minutes: they are no load, and how they end says nothing of the service behind. */
import type { RequestListener, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { openStream, STREAM_OPENED } from '@keep/service-kit/answer-stream';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { listenToStream, type StreamListener } from '@keep/testing/listen-to-stream';
import { afterEach, describe, expect, it } from 'vitest';
import { startGateway, startReplica, type TestGateway, type TestGatewayOptions, type TestReplica } from './start-gateway.ts'; // prettier-ignore

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A replica of notify that begins each stream, and keeps it open. */
async function startStreaming(): Promise<TestReplica & { open: Set<ServerResponse> }> {
  const open = new Set<ServerResponse>();
  return Object.assign(await startReplica(streamInto(open)), { open });
}

function streamInto(open: Set<ServerResponse>): RequestListener {
  return (_request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    response.emit(STREAM_OPENED);
    response.write(':\n');
  };
}

async function before(notify: TestReplica[], options?: TestGatewayOptions): Promise<TestGateway> {
  const notes = await startReplica();
  const addresses = { notify: notify.map(({ url }) => url), notes: [notes.url], auth: [] };
  const gateway = await startGateway(addresses, options);
  stops.push(() => gateway.stop(), ...[...notify, notes].map(replica => () => replica.stop()));
  return gateway;
}

function open(gateway: TestGateway, count: number): Promise<StreamListener[]> {
  return Promise.all(Array.from({ length: count }, () => listenToStream(gateway.url)));
}

const statusesOf = (streams: StreamListener[]) => streams.map(({ status }) => status);

describe('an open stream', () => {
  it('is no load: as many requests are let in as without it', async () => {
    const gateway = await before([await startStreaming()], { environment: { MAX_IN_FLIGHT: '1' } });
    for (let n = 0; n < 5; n += 1) expect(statusesOf(await open(gateway, 1))).toEqual([200]);
    expect((await call(gateway.url, 'GET /api/v1/notes')).status).toBe(200);
    const metrics = await gateway.metrics();
    expect(metrics).toMatch(/gateway_in_flight\{.*\} 0/);
    expect(metrics).toMatch(/gateway_open_streams\{.*\} 5/);
  });

  it('is no load in one process either', async () => {
    const held = new Set<ServerResponse>();
    const answer: RequestListener = (_request, response) => void response.end('{}');
    const gateway = await startGateway(
      {},
      {
        environment: { MAX_IN_FLIGHT: '1' },
        platform: { upstreams: { notify: streamInto(held), notes: answer, auth: answer } },
      },
    );
    stops.push(() => gateway.stop());
    for (let n = 0; n < 5; n += 1) expect(statusesOf(await open(gateway, 1))).toEqual([200]);
    expect((await call(gateway.url, 'GET /api/v1/notes')).status).toBe(200);
    expect(await gateway.metrics()).toMatch(/gateway_open_streams\{.*\} 5/);
  });

  it.each(['services', 'one'])('is none where its client left before it opened, in shape %s', async shape => {
    const waiting = new Set<ServerResponse>();
    let left = 0;
    const late: RequestListener = (_request, response) => {
      waiting.add(response);
      response.once('close', () => (left += 1));
    };
    const notify = await startReplica(late);
    const gateway =
      shape === 'services'
        ? await before([notify])
        : await startGateway({}, { platform: { upstreams: { notify: late, notes: late, auth: late } } });
    if (shape === 'one')
      stops.push(
        () => gateway.stop(),
        () => notify.stop(),
      );
    const sockets = Array.from({ length: 3 }, () => connect(gateway.port, '127.0.0.1'));
    for (const socket of sockets) socket.write('GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await eventually(() => expect(waiting.size).toBe(3));
    for (const socket of sockets) socket.destroy();
    await eventually(() => expect(left).toBe(3));
    for (const response of waiting) openStream(response);
    await eventually(async () => expect(await gateway.metrics()).toMatch(/gateway_in_flight\{.*\} 0\n/));
    expect(await gateway.metrics()).toMatch(/gateway_open_streams\{.*\} 0\n/);
  });

  it('ends at the service as soon as its reader has left', async () => {
    const notify = await startStreaming();
    const gateway = await before([notify]);
    const [stream] = await open(gateway, 1);
    await eventually(() => expect(notify.open.size).toBe(1));
    stream?.leave();
    await eventually(() => expect(notify.open.size).toBe(0), 1_000);
    await eventually(async () => expect(await gateway.metrics()).toMatch(/gateway_open_streams\{.*\} 0/));
  });

  it('counts as answered when it began, however long it was open and silent, and whoever ended it', async () => {
    const notify = await startStreaming();
    const gateway = await before([notify], { environment: { DEADLINE_MS: '900', BODY_MS: '100' } });
    const [stream] = await open(gateway, 1);
    await eventually(() => expect(stream?.comments).toBe(1));
    const openedAt = Date.now();
    await eventually(() => expect(Date.now() - openedAt).toBeGreaterThan(1_500));
    expect(stream?.isOpen).toBe(true);
    stream?.leave();
    await eventually(async () => {
      const [, seconds] = /http_request_duration_seconds_sum\{.*stream",status="200".*\} ([\d.e-]+)/.exec(await gateway.metrics()) ?? []; // prettier-ignore
      expect(Number(seconds)).toBeLessThan(1);
    });
  });

  it('goes to the replica with fewer of them', async () => {
    const [one, other] = [await startStreaming(), await startStreaming()];
    const gateway = await before([one, other]);
    for (let n = 0; n < 20; n += 1) await open(gateway, 1);
    expect([one.open.size, other.open.size]).toEqual([10, 10]);
  });

  it('that is cut off with its replica does not count against the others', async () => {
    const [one, other] = [await startStreaming(), await startStreaming()];
    const gateway = await before([one, other], { environment: { BREAKER_SAMPLES: '5', BREAKER_OPEN_MS: '60000' } });
    const streams = await open(gateway, 40);
    one.kill();
    for (const stream of [...streams].filter(({ isOpen }) => !isOpen)) await stream.closed;
    expect(statusesOf(await open(gateway, 10))).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await gateway.metrics()).toMatch(/gateway_breaker_state\{upstream="notify".*\} 0/);
  });
});

describe('streams', () => {
  it('beyond what may be open are refused with 503 overloaded', async () => {
    const gateway = await before([await startStreaming()], { environment: { MAX_STREAMS: '2' } });
    const streams = await open(gateway, 2);
    const [refused] = await open(gateway, 1);
    expect([refused?.status, refused?.problem.code]).toEqual([503, 'overloaded']);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    streams[0]?.leave();
    await eventually(async () => expect(statusesOf(await open(gateway, 1))).toEqual([200]));
  });

  it('end in good order, and at once, when the gateway stops', async () => {
    const notify = await startStreaming();
    const gateway = await startGateway({ notify: [notify.url], notes: [], auth: [] });
    stops.push(() => notify.stop());
    const streams = await open(gateway, 3);
    const chatter = setInterval(() => {
      for (const response of notify.open) response.write(':\n');
    }, 1);
    const stopped = gateway.stop();
    await Promise.all(streams.map(({ closed }) => closed));
    expect(streams.map(({ hasEndedWell }) => hasEndedWell)).toEqual([true, true, true]);
    await stopped;
    await eventually(() => expect(notify.open.size).toBe(0));
    clearInterval(chatter);
  });
});
