import type { Server } from 'node:http';
import { call } from '@keep/testing/call';
import { afterEach, expect, it } from 'vitest';
import { createMetrics, Gauge } from './metrics.ts';
import { createOpsServer } from './ops-server.ts';
import { close, listen } from './run-service.ts';

let server: Server;
afterEach(() => close(server));

it('answers 500 while a metric cannot be read, and lives on', async () => {
  const metrics = createMetrics('test', false);
  const collect = () => {
    throw new Error('disk I/O error');
  };
  metrics.registry.registerMetric(new Gauge({ name: 'broken', help: 'cannot be read', registers: [], collect }));
  const service = { name: 'test', metrics, readiness: () => ({ waitsFor: [] }), app: () => undefined, contracts: [] };
  server = createOpsServer([{ ...service, start: () => Promise.resolve(), stop: () => Promise.resolve() }]);
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  expect((await call(url, 'GET /metrics')).status).toBe(500);
  expect((await call(url, 'GET /healthz')).status).toBe(200);
});
