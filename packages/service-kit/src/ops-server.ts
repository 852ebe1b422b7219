/** `/healthz`, `/readyz` and `/metrics` of one process, on a loopback port of its own that the gateway never reaches. */
import type { RequestListener, Server } from 'node:http';
import { makeServer } from './http-server.ts';
import type { Service } from './service.ts';

/** One server for all services of the process. */
export function createOpsServer(services: readonly Service[]): Server {
  return makeServer(answerOps(services), '127.0.0.1');
}

function answerOps(services: readonly Service[]): RequestListener {
  return (request, response) => {
    const answer = async (): Promise<[number, string, string]> => {
      switch (request.url) {
        case '/healthz':
          return [200, 'application/json', '{"status":"ok"}'];
        case '/readyz':
          return readyz(services);
        case '/metrics':
          return [
            200,
            'text/plain; version=0.0.4',
            (await Promise.all(services.map(({ metrics }) => metrics.registry.metrics()))).join('\n'),
          ];
        default:
          return [404, 'application/json', '{"status":"not found"}'];
      }
    };
    void answer().then(
      ([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body),
      // A gauge that cannot be read, as on a broken disk, is no reason to end the process.
      () => response.writeHead(500, { 'content-type': 'application/json' }).end('{"status":"failed"}'),
    );
  };
}

function readyz(services: readonly Service[]): [number, string, string] {
  const states = services.map(service => ({ name: service.name, ...service.readiness() }));
  const isReady = states.every(({ waitsFor }) => waitsFor.length === 0);
  return [
    isReady ? 200 : 503,
    'application/json',
    JSON.stringify({ status: isReady ? 'ready' : 'waiting', services: states }),
  ];
}
