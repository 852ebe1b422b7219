/** Every route that a service answers is in the API document, and the document has no other. */
import { join } from 'node:path';
import { composeAuth } from '@keep/auth/composition';
import { authConfig } from '@keep/auth/config';
import { composeBroker } from '@keep/broker/composition';
import { readBrokerConfig } from '@keep/broker/config';
import { createInProcessBus } from '@keep/broker/in-process-bus';
import { internalRoutes } from '@keep/contracts/auth-internal-http';
import { brokerRoutes } from '@keep/contracts/broker-internal-http';
import { openApiDocument } from '@keep/contracts/openapi';
import type { RouteContract } from '@keep/contracts/route';
import { composeGateway } from '@keep/gateway/composition';
import { gatewayConfig } from '@keep/gateway/config';
import { composeNotes } from '@keep/notes/composition';
import { readNotesConfig } from '@keep/notes/config';
import { composeNotify } from '@keep/notify/composition';
import { readNotifyConfig } from '@keep/notify/config';
import { createLogger } from '@keep/service-kit/logger';
import { readConfig } from '@keep/service-kit/read-config';
import type { Service } from '@keep/service-kit/service';
import { Tracer } from '@keep/service-kit/tracing';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { services as topology } from '../src/topology.ts';

const services: Service[] = [];

beforeAll(async () => {
  const folder = temporaryDirectory();
  const environment = (name: string) => ({ DATA_DIR: join(folder, name), LOG_LEVEL: 'silent' });
  const broker = composeBroker(readBrokerConfig(environment('broker')));
  const busFor = (name: string) => createInProcessBus(broker, createLogger(name, 'silent'), new Tracer(name));
  const auth = await composeAuth(readConfig(authConfig, environment('auth')), { bus: busFor('auth') });
  const notes = await composeNotes(readNotesConfig(environment('notes')), { bus: busFor('notes'), auth: auth.source });
  const notify = await composeNotify(readNotifyConfig(environment('notify')), {
    bus: busFor('notify'),
    auth: auth.source,
  });
  const gateway = await composeGateway(readConfig(gatewayConfig, environment('gateway')), {
    bus: busFor('gateway'),
    auth: auth.source,
    upstreams: { auth: auth.app, notes: notes.app, notify: notify.app },
  });
  services.push(gateway, notify, notes, auth, broker);
});
afterAll(() => Promise.all(services.map(service => service.stop())));

const nameOf = ({ method, path }: Pick<RouteContract, 'method' | 'path'>) => `${method} ${path}`;

it('looks at every service of the topology', () => {
  expect(new Set(services.map(({ name }) => name))).toEqual(new Set(topology.map(({ name }) => name)));
});

it('has every route of every service but the internal ones, and no other', () => {
  const answered = services.flatMap(({ contracts }) => contracts).filter(({ access }) => access !== 'internal');
  const documented = Object.entries(openApiDocument().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  );
  expect(answered.map(nameOf).sort()).toEqual(documented.sort());
});

it('leaves out exactly the routes between processes', () => {
  const internal = services.flatMap(({ contracts }) => contracts).filter(({ access }) => access === 'internal');
  expect(internal.map(nameOf).sort()).toEqual([...internalRoutes, ...brokerRoutes].map(nameOf).sort());
});

it('has no route twice', () => {
  const names = services.flatMap(({ contracts }) => contracts).map(nameOf);
  expect(new Set(names).size).toBe(names.length);
});
