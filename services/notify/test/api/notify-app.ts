/** The real service on port 0 before an in-process broker, which other services' events are published to. */
import { composeBroker } from '@keep/broker/composition';
import { readBrokerConfig } from '@keep/broker/config';
import { createInProcessBus } from '@keep/broker/in-process-bus';
import { sessionRevoked } from '@keep/contracts/auth-events';
import { labelCreated, noteDeleted, noteEdited, noteShared } from '@keep/contracts/notes-events';
import type { EventLogClient } from '@keep/service-kit/event-log-client';
import { createLogger } from '@keep/service-kit/logger';
import { makeEvent } from '@keep/service-kit/make-event';
import { Tracer } from '@keep/service-kit/tracing';
import { newId } from '@keep/service-kit/unique-id';
import { listenToStream, type StreamListener, type StreamOptions } from '@keep/testing/listen-to-stream';
import { startApp } from '@keep/testing/start-app';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { accessTokenFor, testAuthSource, type TokenOptions } from '@keep/testing/test-keys';
import { composeNotify } from '../../src/composition.ts';
import { readNotifyConfig } from '../../src/config.ts';

export type NotifyApp = {
  url: string;
  /** Opens a stream with whatever the test says. */
  open(options?: StreamOptions): Promise<StreamListener>;
  /** As Keep does with a process that is to stop. */
  release(): void;
  metrics(): Promise<string>;
  stop(): Promise<void>;
};

export type NotifySystem = NotifyApp & {
  /** Another process on the same log. */
  startReplica(environment?: Record<string, string>): Promise<NotifyApp>;
  /** As notes and auth do. */
  publish(...events: ReturnType<typeof makeEvent>[]): Promise<void>;
  /** The log and all that is in it is gone; another one takes its place. */
  loseLog(): Promise<void>;
};

const logger = createLogger('test', 'silent');

export async function startNotify(environment: Record<string, string> = {}): Promise<NotifySystem> {
  let broker = await startBroker();
  const log = new Proxy({} as EventLogClient, {
    get: (_, method: keyof EventLogClient) => broker.log[method],
  });
  const newBus = () => createInProcessBus({ ...broker, log }, logger, new Tracer('test'));
  const bus = newBus();
  const apps: NotifyApp[] = [];

  async function startReplica(own: Record<string, string> = environment): Promise<NotifyApp> {
    const config = readNotifyConfig({ DATA_DIR: temporaryDirectory(), LOG_LEVEL: 'silent', ...own });
    const service = await composeNotify(config, { bus: newBus(), auth: testAuthSource() });
    const started = await startApp(service);
    const app: NotifyApp = {
      url: started.url,
      open: options => listenToStream(started.url, options),
      release: () => service.release?.(),
      metrics: () => service.metrics.registry.metrics(),
      stop: () => started.stop(),
    };
    apps.push(app);
    return app;
  }

  return {
    ...(await startReplica()),
    startReplica,
    publish: async (...events) => void (await bus.publish(events)),
    async loseLog() {
      const lost = broker;
      broker = await startBroker();
      await lost.stop();
    },
    async stop() {
      await Promise.all(apps.map(app => app.stop()));
      await bus.close();
      await broker.stop();
    },
  };
}

async function startBroker() {
  const broker = composeBroker(readBrokerConfig({ DATA_DIR: temporaryDirectory(), LOG_LEVEL: 'silent' }));
  await broker.start();
  return broker;
}

export type Person = { id: string; sessionId: string; token: string };

export async function person(options: TokenOptions = {}): Promise<Person> {
  const [id, sessionId] = [newId(), newId()];
  return { id, sessionId, token: await accessTokenFor(id, { sessionId, ...options }) };
}

const placement = { pinned: false, archived: false, color: 'default', labelIds: [], position: 'a', reminder: null } as const; // prettier-ignore
const at = '2026-01-31T08:00:00.000Z';
const origin = () => ({ source: 'keep/notes', now: new Date() });

export type NoteEventOptions = {
  noteId?: string;
  version?: number;
  changedBy?: string;
  changedFor?: string[];
  formerReaderIds?: string[];
  invitedIds?: string[];
};

/** A note of the first of `readers`, which all of them have. */
export function edited(readers: readonly Person[], options: NoteEventOptions = {}) {
  return makeEvent(noteEdited, readers[0]?.id ?? null, snapshot(readers, options), origin());
}

export function shared(readers: readonly Person[], options: NoteEventOptions = {}) {
  return makeEvent(noteShared, readers[0]?.id ?? null, snapshot(readers, options), origin());
}

function snapshot(readers: readonly Person[], { noteId = newId(), version = 1, ...options }: NoteEventOptions) {
  const ownerId = readers[0]?.id ?? newId();
  const { changedBy = ownerId, changedFor, formerReaderIds, invitedIds } = options;
  return {
    noteId,
    ownerId,
    version,
    changedBy,
    content: {
      kind: 'text' as const,
      title: 'a secret title',
      body: 'a secret body',
      items: [],
      revision: version,
      createdAt: at,
      updatedAt: at,
      updatedBy: ownerId,
      trashedAt: null,
    },
    placements: Object.fromEntries(readers.map(({ id }) => [id, { ...placement, labelIds: [] }])),
    ...(changedFor && { changedFor }),
    ...(formerReaderIds && { formerReaderIds }),
    ...(invitedIds && { invitedIds }),
  };
}

export function deleted(owner: Person, readerIds?: string[], invitedIds?: string[]) {
  const ids = { ...(readerIds && { readerIds }), ...(invitedIds && { invitedIds }) };
  const data = { noteId: newId(), ownerId: owner.id, version: 3, changedBy: owner.id, ...ids };
  return makeEvent(noteDeleted, owner.id, data, origin());
}

export function labelled({ id: userId }: Person) {
  return makeEvent(labelCreated, userId, { labelId: newId(), userId, name: 'secret', version: 1 }, origin());
}

/** `others` are sessions of the same person that end with this one. */
export function revoked({ id: userId, sessionId }: Person, others: readonly string[] = []) {
  const sessionIds = [sessionId, ...others];
  const data = { userId, sessionId, sessionIds, revokedAt: new Date().toISOString() };
  return makeEvent(sessionRevoked, userId, data, { source: 'keep/auth', now: new Date() });
}
