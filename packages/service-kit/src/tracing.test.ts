import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { formatTraceparent, newSpan } from './trace-context.ts';
import { Tracer } from './tracing.ts';

it('continues a valid traceparent and starts a trace of its own for an invalid one', () => {
  const parent = newSpan();
  const child = newSpan(formatTraceparent(parent));
  expect(child).toMatchObject({ traceId: parent.traceId, parentId: parent.spanId, sampled: true });
  expect(child.spanId).not.toBe(parent.spanId);
  for (const bad of [
    '',
    'x',
    `00-${'0'.repeat(32)}-${parent.spanId}-01`,
    `00-${parent.traceId}-${'0'.repeat(16)}-01`,
  ]) {
    expect(newSpan(bad)).not.toHaveProperty('parentId');
  }
});

it('sends nested spans to an OTLP collector with their parents', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => (body += String(chunk)));
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  });
  await new Promise<void>(resolve => collector.listen(0, '127.0.0.1', resolve));
  try {
    const tracer = new Tracer('notes', `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
    await tracer.inSpan('outer', 'server', {}, () =>
      tracer.inSpan('inner', 'internal', { count: 2 }, () => Promise.resolve()),
    );
    await tracer.flush();
    const [inner, outer] = JSON.parse(bodies[0] ?? '').resourceSpans[0].scopeSpans[0].spans;
    expect(inner).toMatchObject({ name: 'inner', traceId: outer.traceId, parentSpanId: outer.spanId, kind: 1 });
    expect(outer).toMatchObject({ name: 'outer', kind: 2 });
    expect(tracer.dropped).toBe(0);
  } finally {
    collector.close();
  }
});

it('drops spans, and counts them, rather than waiting for a collector that is down', async () => {
  const tracer = new Tracer('notes', 'http://127.0.0.1:9');
  await tracer.inSpan('lost', 'server', {}, () => Promise.resolve());
  await tracer.flush();
  expect(tracer.dropped).toBe(1);
});
