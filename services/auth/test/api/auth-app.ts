/** auth as its tests start it: real store, real broker log, files for mail, and a clock that can be moved. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeBroker } from '@keep/broker/composition';
import { createInProcessBus } from '@keep/broker/in-process-bus';
import { internalRoutes } from '@keep/contracts/auth-internal-http';
import { callerHeader, GATEWAY_PROOF, hashSecret } from '@keep/service-kit/callers';
import type { EventBus } from '@keep/service-kit/event-bus';
import { createLogger } from '@keep/service-kit/logger';
import { readConfig } from '@keep/service-kit/read-config';
import { Tracer } from '@keep/service-kit/tracing';
import { newId } from '@keep/service-kit/unique-id';
import { call, type CallOptions, type Reply } from '@keep/testing/call';
import { checkedCall } from '@keep/testing/checked-call';
import { eventually } from '@keep/testing/eventually';
import { startApp } from '@keep/testing/start-app';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { composeAuth } from '../../src/composition.ts';
import { authConfig } from '../../src/config.ts';
import { type Engine, useEngine } from '../engines.ts';

const callerSecret = 'a'.repeat(64);
/** The processes that auth knows. */
export const callers = ['launcher', 'gateway', 'notes'];

export const password = 'correct horse battery';

export type AuthApp = Awaited<ReturnType<typeof startAuth>>;

/** Call it in a `describe` over the engines: answers what starts auth, and runs the engine meanwhile. */
export function authOn(engine: Engine) {
  useEngine(engine);
  return (environment: Record<string, string> = {}, directory = temporaryDirectory()): Promise<AuthApp> =>
    startAuth(engine, environment, directory);
}

/** Starts auth with `environment` beside what every test needs; `directory` is that of an app that goes on. */
async function startAuth(engine: Engine, environment: Record<string, string>, directory: string) {
  const mailDirectory = join(directory, 'mail');
  const callersFile = join(directory, 'callers.json');
  mkdirSync(mailDirectory, { recursive: true });
  writeFileSync(callersFile, JSON.stringify(callers.map(name => ({ name, sha256: hashSecret(callerSecret) }))));

  const broker = composeBroker(readConfig(authConfig, { DATA_DIR: join(directory, 'broker'), LOG_LEVEL: 'silent' }), {
    processMetrics: false,
  });
  await broker.start();
  const newBus = (): EventBus => createInProcessBus(broker, createLogger('test', 'silent'), new Tracer('test'));
  const storeEnvironment = await engine.environment(directory);
  const unpurgeable = new Set<string>();
  let offset = 0;
  const clock = () => new Date(Date.now() + offset);

  /** One more process of the same auth; `own` is told to it alone. */
  const startReplica = async (own: Record<string, string> = {}) => {
    const config = readConfig(authConfig, {
      DATA_DIR: join(directory, 'auth'),
      MAIL_DIR: mailDirectory,
      CALLERS_FILE: callersFile,
      LOG_LEVEL: 'silent',
      ...storeEnvironment,
      ...environment,
      ...own,
    });
    return startApp(await composeAuth(config, { bus: withPurgesRefused(newBus(), unpurgeable), clock }));
  };
  const app = await startReplica();
  const bus = newBus();

  /** As the gateway sends it on; what people are answered must be what the API document says. */
  const request = (target: string, options: CallOptions = {}): Promise<Reply> => {
    const proof = callerHeader('gateway', callerSecret);
    const headers = { 'x-request-id': randomUUID(), [GATEWAY_PROOF]: proof, ...options.headers };
    const send = target.includes(' /internal/') ? call : checkedCall;
    return send(app.url, target, { ...options, headers });
  };

  return {
    url: app.url,
    directory,
    mailDirectory,
    /** The tables of its store in which `text` occurs. */
    tablesWith: async (text: string): Promise<string[]> =>
      [...(await engine.tables(directory))].flatMap(([name, rows]) => (rows.includes(text) ? [name] : [])),
    /** The rows of one table of its store. */
    rowsOf: async (table: string): Promise<Record<string, unknown>[]> =>
      JSON.parse((await engine.tables(directory)).get(table) ?? '[]'),
    service: app.service,
    bus,
    newBus,
    startReplica,
    request,
    /** As another process of Keep: the first that the route names. */
    internal: (target: string, body?: unknown, caller = callerOf(target)): Promise<Reply> =>
      request(target, { body, headers: { authorization: callerHeader(caller, callerSecret) } }),
    /** From now on the log refuses to purge this person's events. */
    refusePurgesOf: (userId: string) => void unpurgeable.add(userId),
    /** Moves the time on. */
    advance: (milliseconds: number) => void (offset += milliseconds),
    now: clock,
    signUp: (email = newEmail(), name = 'Ada') =>
      request('POST /api/v1/auth/sign-up', { body: { email, password, name, transport: 'body' } }),
    signIn: (email: string, secret = password, headers: Record<string, string> = {}) =>
      request('POST /api/v1/auth/sign-in', { body: { email, password: secret, transport: 'body' }, headers }),
    /** Asks for a code for a new password; answers what names the request. */
    forgot: async (email: string): Promise<string> =>
      (await request('POST /api/v1/auth/password/forgot', { body: { email } })).json.resetId,
    refresh: (refreshToken: string) => request('POST /api/v1/auth/refresh', { body: { refreshToken } }),
    me: (token: string) => request('GET /api/v1/me', { token }),
    /** The mails to this address, oldest first. */
    mailsTo: (email: string): string[] => readMails(mailDirectory).filter(text => text.includes(`To: ${email}\n`)),
    /** The code of the `count`-th mail with one to this address. */
    codeTo: (email: string, count = 1): Promise<string> =>
      eventually(() => {
        const codes = readMails(mailDirectory).flatMap(text =>
          text.includes(`To: ${email}\n`) ? (/^\d{8}$/m.exec(text)?.slice(0, 1) ?? []) : [],
        );
        const code = codes[count - 1];
        if (code === undefined) throw new Error(`There is no code number ${count} to ${email}.`);
        return code;
      }),
    async stop() {
      await app.stop();
      await bus.close();
      await broker.stop();
    },
  };
}

/** The same bus, which refuses to purge the subjects of some people. */
function withPurgesRefused(bus: EventBus, refused: ReadonlySet<string>): EventBus {
  const purge = bus.purge.bind(bus);
  bus.purge = async subject => {
    if (subject.split('.').some(token => refused.has(token))) throw new Error('The log does not purge this.');
    await purge(subject);
  };
  return bus;
}

function callerOf(target: string): string {
  const route = internalRoutes.find(({ method, path }) => `${method} ${path}` === target.split('?')[0]);
  const [caller] = route?.callers ?? [];
  return caller === 'services' ? 'notes' : (caller ?? 'nobody');
}

export function newEmail(): string {
  return `${newId()}@example.org`;
}

/** A code that is not this one. */
export function otherThan(code: string): string {
  return code === '00000000' ? '00000001' : '00000000';
}

/** File names are UUIDv7: in the order of their making. */
function readMails(directory: string): string[] {
  return readdirSync(directory)
    .filter(name => name.endsWith('.eml'))
    .sort()
    .map(name => readFileSync(join(directory, name), 'utf8'));
}
