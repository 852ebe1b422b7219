/** The launcher's own small HTTP API on loopback, by which `npm run keep` reaches it; only who can read the token may call. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { z } from 'zod';
import { KeepError } from './keep-error.ts';
import type { System } from './supervise.ts';
import { processStatus, type SystemStatus } from './system-status.ts';
import type { Shape } from './settings-read.ts';

const signal = z.enum(Object.keys(constants.signals) as [NodeJS.Signals, ...NodeJS.Signals[]], 'is no signal');

/** What each call takes; `status` and `stop` take nothing. */
export const controlCalls = {
  status: z.object({}),
  stop: z.object({}),
  restart: z.object({ service: z.string() }),
  kill: z.object({ service: z.string(), signal, number: z.int().optional() }),
  scale: z.object({ service: z.string(), replicas: z.int() }),
} as const;
export type ControlCall = keyof typeof controlCalls;

export type ControlApiOptions = { system: System; shape: Shape; token: string; onStop(): void };
export type ControlApi = { port: number; close(): void };

/** Listens on a free loopback port. */
export async function startControlApi(options: ControlApiOptions): Promise<ControlApi> {
  const server = createServer((request, response) => {
    void answer(options, request).then(([status, body]) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  });
  const port = await listen(server);
  return {
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function answer(options: ControlApiOptions, request: IncomingMessage): Promise<[number, unknown]> {
  if (!isAllowed(request, options.token)) return [401, { sentence: 'The token is wrong.' }];
  const name = (request.url ?? '').slice(1);
  if (request.method !== 'POST' || !isCall(name)) return [404, { sentence: `There is no call ${name}.` }];
  try {
    return [200, await handlers[name](options, await readJson(request))];
  } catch (error) {
    if (error instanceof KeepError) return [409, { sentence: error.message }];
    if (error instanceof z.ZodError)
      return [422, { sentence: `This call cannot be understood: ${z.prettifyError(error)}` }];
    return [500, { sentence: `It failed: ${String(error)}` }];
  }
}

const handlers: Record<ControlCall, (options: ControlApiOptions, input: unknown) => Promise<unknown>> = {
  async status({ system, shape }) {
    const processes = await Promise.all(system.replicas.map(processStatus));
    const { url, authUrl, brokerUrl = null } = system;
    return { pid: process.pid, url, authUrl, brokerUrl, shape, processes } satisfies SystemStatus;
  },
  async stop(options) {
    options.onStop();
    return {};
  },
  async restart({ system }, input) {
    await system.restart(controlCalls.restart.parse(input).service);
    return {};
  },
  async kill({ system }, input) {
    const { service, signal, number } = controlCalls.kill.parse(input);
    return { pids: system.kill(service, signal, number) };
  },
  async scale({ system }, input) {
    const { service, replicas } = controlCalls.scale.parse(input);
    await system.scale(service, replicas);
    return {};
  },
};

function isCall(name: string): name is ControlCall {
  return Object.hasOwn(controlCalls, name);
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return JSON.parse(text || '{}');
}
