/** Pages of other origins: none may call unless its origin is in the list, and never where a password or a cookie counts. */
import { call } from '@keep/testing/call';
import { afterEach, describe, expect, it } from 'vitest';
import { sendJson, startGateway, startReplica, type TestGateway } from './start-gateway.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

const ORIGIN = 'https://app.example.org';
const NOTES = '/api/v1/notes';

async function start(shape: string, environment: Record<string, string>): Promise<TestGateway> {
  const answer = sendJson({ here: true });
  const replica = await startReplica(answer);
  const services = { notes: [replica.url], auth: [replica.url], notify: [replica.url] };
  const gateway =
    shape === 'services'
      ? await startGateway(services, { environment })
      : await startGateway(
          {},
          { environment, platform: { upstreams: { notes: answer, auth: answer, notify: answer } } },
        );
  stops.push(
    () => replica.stop(),
    () => gateway.stop(),
  );
  return gateway;
}

/** The answer and, of its headers, those of CORS. */
async function from(gateway: TestGateway, target: string, origin: string, headers: Record<string, string> = {}) {
  const reply = await call(gateway.url, target, { headers: { origin, ...headers } });
  const cors = Object.fromEntries([...reply.headers].filter(([name]) => name.startsWith('access-control-')));
  return { ...reply, cors };
}

const preflight = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization' };

describe.each(['services', 'one'])('a page of another origin, in shape %s,', shape => {
  it('may do nothing by default', async () => {
    const gateway = await start(shape, {});
    for (const [target, headers] of [
      [`GET ${NOTES}`, {}],
      [`OPTIONS ${NOTES}`, preflight],
    ] as const) {
      const { cors, headers: got } = await from(gateway, target, ORIGIN, headers);
      expect(cors).toEqual({});
      expect(got.get('vary') ?? '').not.toContain('origin');
    }
  });

  it.each([
    ['of an origin that is not in the list', NOTES, 'https://evil.example'],
    ['of no origin', NOTES, 'null'],
    ['that would sign in', '/api/v1/auth/sign-in', ORIGIN],
    ['that would refresh', '/api/v1/auth/refresh', ORIGIN],
    ['that reads the page of the client', '/', ORIGIN],
  ])('may do nothing %s', async (_what, path, origin) => {
    const gateway = await start(shape, { CORS_ORIGINS: ORIGIN });
    for (const [method, headers] of [
      ['GET', {}],
      ['POST', {}],
      ['OPTIONS', preflight],
    ] as const)
      expect((await from(gateway, `${method} ${path}`, origin, headers)).cors).toEqual({});
  });

  it('may call where its origin is in the list, and reads refusals too, but sends no cookie', async () => {
    const gateway = await start(shape, { CORS_ORIGINS: `https://other.example.org, ${ORIGIN}` });
    const asked = await from(gateway, `OPTIONS ${NOTES}/1`, ORIGIN, preflight);
    expect(asked.status).toBe(204);
    expect(asked.cors).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': expect.stringContaining('PATCH') as string,
      'access-control-allow-headers': expect.stringContaining('authorization') as string,
      'access-control-max-age': '600',
    });
    const answered = await from(gateway, `GET ${NOTES}`, ORIGIN);
    expect(answered.json).toEqual({ here: true });
    const refused = await from(gateway, `GET ${NOTES}`, ORIGIN, { authorization: 'Bearer a.b.c' });
    expect(refused.status).toBe(401);
    const malformed = await from(gateway, `GET ${NOTES}`, ORIGIN, { x_y: '1' });
    expect(malformed.status).toBe(400);
    for (const { cors, headers } of [asked, answered, refused, malformed]) {
      expect(cors['access-control-allow-origin']).toBe(ORIGIN);
      expect(cors['access-control-expose-headers']).toContain('etag');
      expect(cors).not.toHaveProperty('access-control-allow-credentials');
      expect(headers.get('vary')).toContain('origin');
    }
    expect(answered.headers.get('vary')).toContain('accept-encoding');
  });
});

it('a list with what is no origin ends the start', async () => {
  await expect(startGateway({}, { environment: { CORS_ORIGINS: '*' } })).rejects.toThrow('CORS_ORIGINS');
});
