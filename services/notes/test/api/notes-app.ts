/** The real notes service on port 0, with an in-process broker; every answer is checked against the contract. */
import { composeBroker } from '@keep/broker/composition';
import { createInProcessBus } from '@keep/broker/in-process-bus';
import { readBrokerConfig } from '@keep/broker/config';
import { userDeletionRequested } from '@keep/contracts/auth-events';
import type { EventContract, EventEnvelope } from '@keep/contracts/event-envelope';
import { problem } from '@keep/contracts/problem';
import { routes } from '@keep/contracts/notes-http';
import type { RouteContract } from '@keep/contracts/route';
import type { Clock } from '@keep/service-kit/clock';
import type { EventBus } from '@keep/service-kit/event-bus';
import { createLogger } from '@keep/service-kit/logger';
import { makeEvent } from '@keep/service-kit/make-event';
import { Tracer } from '@keep/service-kit/tracing';
import { newId } from '@keep/service-kit/unique-id';
import { call, type CallOptions, type Reply } from '@keep/testing/call';
import { startApp } from '@keep/testing/start-app';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { accessTokenFor, testAuthSource } from '@keep/testing/test-keys';
import { afterAll, beforeAll } from 'vitest';
import type { z } from 'zod';
import { composeNotes } from '../../src/composition.ts';
import { type NotesConfig, readNotesConfig } from '../../src/config.ts';
import { storeEnvironment } from '../mongo-server.ts';

export type Person = {
  id: string;
  email: string;
  name: string;
  token: string;
  /** Calls as this person, below `/api/v1`: `call('GET /notes')`. */
  call(target: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Makes a note, and answers it as JSON. */
  newNote(body?: object): Promise<Reply['json']>;
};

export type NotesApp = {
  url: string;
  bus: EventBus;
  person(): Promise<Person>;
  /** Calls with whatever the test says, below `/api/v1`. */
  call(target: string, options?: CallOptions): Promise<Reply>;
  /** Another one on the same database and broker; stop it before this one. */
  startReplica(): Promise<NotesApp>;
  stop(): Promise<void>;
};

/** Runs the service while the tests of the surrounding file or `describe` run; before them, what it answers is empty. */
export function runNotes(...options: Parameters<typeof startNotes>): NotesApp {
  const app = {} as NotesApp;
  beforeAll(async () => void Object.assign(app, await startNotes(...options)));
  afterAll(() => app.stop());
  return app;
}

/** An event as auth would tell it now. */
export function fromAuth<Data extends z.ZodType>(contract: EventContract<Data>, userId: string, data: z.input<Data>) {
  return makeEvent(contract, userId, data, { source: 'keep/auth', now: new Date() });
}

/** Asks notes to erase this person, as auth does. */
export function askForErasure({ bus }: NotesApp, userId: string, sharedNotes: 'remove' | 'hand-over' = 'remove') {
  return bus.publish([fromAuth(userDeletionRequested, userId, { userId, sharedNotes })]);
}

/** All that notes tells from now on. */
export function hear({ bus }: NotesApp): EventEnvelope[] {
  const heard: EventEnvelope[] = [];
  bus.consume({ name: 'test.reader', subjects: ['keep.notes.>'] }, async event => void heard.push(event));
  return heard;
}

/** `environment` overrides the service's configuration, `clock` its time. */
export async function startNotes(environment: Record<string, string> = {}, clock?: Clock): Promise<NotesApp> {
  const folder = temporaryDirectory();
  const broker = composeBroker(readBrokerConfig({ DATA_DIR: `${folder}/broker`, LOG_LEVEL: 'error' }));
  await broker.start();
  const newBus = () => createInProcessBus(broker, createLogger('test', 'error'), new Tracer('test'));
  const store = { DATA_DIR: `${folder}/notes`, ...storeEnvironment() };
  const config = readNotesConfig({ LOG_LEVEL: 'error', ...store, ...environment });
  const app = await startReplica(config, newBus, clock);
  return {
    ...app,
    async stop() {
      await app.stop();
      await broker.stop();
    },
  };
}

/** One process of the service, as far as its database and its broker can tell. */
async function startReplica(config: NotesConfig, newBus: () => EventBus, clock?: Clock): Promise<NotesApp> {
  const app = await startApp(
    await composeNotes(config, { bus: newBus(), auth: testAuthSource(), ...(clock && { clock }) }),
  );
  const bus = newBus();

  async function checkedCall(target: string, options?: CallOptions): Promise<Reply> {
    const [method = 'GET', path = ''] = target.split(' ');
    const reply = await call(app.url, `${method} /api/v1${path}`, options);
    assertAsContracted(method, `/api/v1${path}`, reply);
    return reply;
  }

  return {
    url: app.url,
    bus,
    call: checkedCall,
    async person() {
      const id = newId();
      const [email, name] = [`${id}@example.com`, `Name of ${id.slice(-4)}`];
      const token = await accessTokenFor(id, { email, name });
      const call: Person['call'] = (target, body, headers = {}) =>
        checkedCall(target, { token, headers, ...(body !== undefined && { body }) });
      const newNote = async (body: object = {}) => (await call('POST /notes', body)).json;
      return { id, email, name, token, call, newNote };
    },
    startReplica: () => startReplica(config, newBus, clock),
    async stop() {
      await bus.close();
      await app.stop();
    },
  };
}

/** Throws when the answer is not one that the API document promises. */
function assertAsContracted(method: string, path: string, reply: Reply): void {
  if (reply.status >= 400) return void problem.parse(reply.json);
  const contract = routes.find(route => route.method === method && matchesPath(route, path));
  const response = Object.entries(contract?.responses ?? {}).find(([status]) => Number(status) === reply.status)?.[1];
  if (!response) throw new Error(`The contract knows no ${reply.status} of ${method} ${path}.`);
  if ('schema' in response) response.schema.parse(reply.json);
}

function matchesPath(route: RouteContract, path: string): boolean {
  const pattern = route.path.replaceAll(/\{\w+\}/g, '[^/]+');
  const { pathname } = new URL(path, 'http://notes');
  if (pathname === '/api/v1/notes/batch') return route.operationId === 'applyBatch';
  return new RegExp(`^${pattern}$`).test(pathname);
}
