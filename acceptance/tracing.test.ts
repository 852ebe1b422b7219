import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PASSWORD, signUp } from './person.ts';

type Span = { service: string; traceId: string; spanId: string; parentSpanId?: string; name: string };

/** An OTLP/HTTP collector: what Jaeger or Tempo would be sent. */
const spans: Span[] = [];
let collector: Server;
let keep: StartedKeep;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    for (const { resource, scopeSpans } of JSON.parse(Buffer.concat(chunks).toString()).resourceSpans) {
      const service = resource.attributes[0].value.stringValue;
      spans.push(...scopeSpans[0].spans.map((span: Span) => ({ ...span, service })));
    }
    response.end('{}');
  });
  await new Promise<void>(resolve => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  keep = await startKeep({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` } });
});
afterAll(async () => {
  await keep?.stop();
  collector.close();
});

it('follows a request from the caller through gateway, service, outbox and broker to the consumer of its event', async () => {
  const person = await signUp(keep.url);
  const traceId = 'c0ffee00c0ffee00c0ffee00c0ffee00';
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  const body = { password: PASSWORD };
  expect((await person.call('DELETE /api/v1/me', { body, headers: { traceparent } })).status).toBe(204);

  const [gateway, auth, consumed] = await eventually(() => {
    const ours = spans.filter(span => span.traceId === traceId);
    const found = [
      ours.find(({ service }) => service === 'gateway'),
      ours.find(({ service, name }) => service === 'auth' && name === 'DELETE /api/v1/me'),
      ours.find(({ service, name }) => service === 'notes' && name === 'handle auth.user-deletion-requested.v1'),
    ];
    expect(found).not.toContain(undefined);
    return found;
  }, 30_000);
  expect(gateway?.parentSpanId).toBe('00f067aa0ba902b7');
  expect(auth?.parentSpanId).toBe(gateway?.spanId);
  expect(consumed?.parentSpanId).toBe(auth?.spanId);
});
