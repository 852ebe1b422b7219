/** The gateway as its clients see it, before real HTTP servers that stand for the replicas of services. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { renameSync, writeFileSync } from 'node:fs';
import { composeBroker } from '@keep/broker/composition';
import { readBrokerConfig } from '@keep/broker/config';
import { createInProcessBus } from '@keep/broker/in-process-bus';
import type { EventBus } from '@keep/service-kit/event-bus';
import { createLogger } from '@keep/service-kit/logger';
import { readConfig } from '@keep/service-kit/read-config';
import { listen } from '@keep/service-kit/run-service';
import { Tracer } from '@keep/service-kit/tracing';
import { startApp } from '@keep/testing/start-app';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { testAuthSource } from '@keep/testing/test-keys';
import { composeGateway, type GatewayPlatform } from '../../src/composition.ts';
import { gatewayConfig } from '../../src/config.ts';
import type { GatewayRoute } from '../../src/domain/route-table.ts';

export type TestReplica = {
  url: string;
  /** How many requests reached it. */
  requests: number;
  /** The last request that reached it. */
  last: IncomingMessage | undefined;
  /** Ends as a killed process does: every connection is reset, and nobody listens any more. */
  kill(): void;
  stop(): Promise<void>;
};

/** A replica that answers as `answer` does, or `{}`; on the port of one that was killed, it is that one restarted. */
export async function startReplica(answer: RequestListener = sendJson({}), port = 0): Promise<TestReplica> {
  const server: Server = createServer((request, response) => {
    replica.requests += 1;
    replica.last = request;
    answer(request, response);
  });
  const replica: TestReplica = {
    url: `http://127.0.0.1:${await listen(server, '127.0.0.1', port)}`,
    requests: 0,
    last: undefined,
    kill() {
      server.close();
      server.closeAllConnections();
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return replica;
}

export function sendJson(body: unknown, status = 200): RequestListener {
  const text = JSON.stringify(body);
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  };
}

export type TestGateway = {
  url: string;
  port: number;
  bus: EventBus;
  /** Replaces the registry of replicas. */
  register(replicas: Record<string, string[]>): void;
  /** The metrics as Prometheus reads them. */
  metrics(): Promise<string>;
  /** What it is not ready for. */
  waitsFor(): string[];
  stop(): Promise<void>;
};

export type TestGatewayOptions = {
  environment?: Record<string, string>;
  platform?: GatewayPlatform;
  routes?: readonly GatewayRoute[];
  revoked?: { sessionId: string; revokedAt: string }[];
};

export async function startGateway(
  replicas: Record<string, string[]>,
  { environment = {}, platform = {}, routes, revoked }: TestGatewayOptions = {},
): Promise<TestGateway> {
  const folder = temporaryDirectory();
  const registryFile = `${folder}/registry.json`;
  const register = (registry: Record<string, string[]>) => {
    writeFileSync(`${registryFile}.new`, JSON.stringify(registry));
    renameSync(`${registryFile}.new`, registryFile);
  };
  register(replicas);
  const broker = composeBroker(readBrokerConfig({ DATA_DIR: `${folder}/broker`, LOG_LEVEL: 'silent' }));
  await broker.start();
  const newBus = () => createInProcessBus(broker, createLogger('test', 'silent'), new Tracer('test'));
  const [bus, gatewayBus] = [newBus(), newBus()];
  const config = readConfig(gatewayConfig, {
    DATA_DIR: `${folder}/gateway`,
    LOG_LEVEL: 'silent',
    REGISTRY_FILE: registryFile,
    SERVICE_SECRET: 'f'.repeat(64),
    // How busy the machine is that the tests run on is none of their business.
    MAX_LAG_MS: '0',
    // Whether the web client is built on this machine, too.
    WEB_DIR: `${folder}/no-web-client`,
    ...environment,
  });
  const service = await composeGateway(config, { bus: gatewayBus, auth: testAuthSource(revoked), ...platform }, routes);
  const app = await startApp(service);
  return {
    url: app.url,
    port: Number(new URL(app.url).port),
    bus,
    register,
    metrics: () => service.metrics.registry.metrics(),
    waitsFor: () => service.readiness().waitsFor,
    async stop() {
      await app.stop();
      await Promise.all([bus.close(), gatewayBus.close()]);
      await broker.stop();
    },
  };
}

export type RawReply = {
  status: number;
  head: string;
  headers: Record<string, string>;
  body: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  json: any;
};

/** Writes `text` to a socket as it is, `\n` standing for CRLF, and reads one answer. Undefined when there is none. */
export function sendRaw(port: number, text: string): Promise<RawReply | undefined> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text.replaceAll('\n', '\r\n'), 'latin1');
  return readReply(socket).finally(() => socket.destroy());
}

/** Reads one answer with a `Content-Length`, or whatever came when the connection ended. */
export function readReply(socket: Socket): Promise<RawReply | undefined> {
  return new Promise(resolve => {
    let received = '';
    const finish = () => resolve(parseReply(received));
    socket.setEncoding('latin1');
    socket.on('data', chunk => {
      received += String(chunk);
      const reply = parseReply(received);
      if (reply && reply.body.length >= Number(reply.headers['content-length'] ?? Infinity)) finish();
    });
    socket.on('error', finish).on('close', finish);
  });
}

function parseReply(text: string): RawReply | undefined {
  const [, head, body = ''] = /^(HTTP\/1\.1 [^]*?)\r\n\r\n([^]*)$/.exec(text) ?? [];
  if (head === undefined) return undefined;
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return {
    status: Number(head.split(' ')[1]),
    head,
    headers,
    body,
    get json() {
      return JSON.parse(body);
    },
  };
}
