/** Shape one: the same compositions in one process; the gateway hands requests over directly, and the log runs inside. */
import { composeAuth } from '@keep/auth/composition';
import { authConfig } from '@keep/auth/config';
import { composeBroker } from '@keep/broker/composition';
import { readBrokerConfig } from '@keep/broker/config';
import { createInProcessBus } from '@keep/broker/in-process-bus';
import { composeGateway } from '@keep/gateway/composition';
import { gatewayConfig } from '@keep/gateway/config';
import { composeNotes } from '@keep/notes/composition';
import { readNotesConfig } from '@keep/notes/config';
import { composeNotify } from '@keep/notify/composition';
import { readNotifyConfig } from '@keep/notify/config';
import { connectBus } from '@keep/service-kit/connect-bus';
import type { EventBus } from '@keep/service-kit/event-bus';
import { createLogger } from '@keep/service-kit/logger';
import { serverOf } from '@keep/service-kit/http-server';
import { type CommonConfig, readConfig } from '@keep/service-kit/read-config';
import { close, listen, runService } from '@keep/service-kit/run-service';
import type { Service } from '@keep/service-kit/service';
import { Tracer } from '@keep/service-kit/tracing';
import { z } from 'zod';
import { environmentsVariable } from './service-environment.ts';

const environments = z.record(z.string(), z.record(z.string(), z.string()));

await runService(async () => {
  const {
    broker: brokerEnvironment,
    auth: authEnvironment = {},
    notes: notesEnvironment = {},
    notify: notifyEnvironment = {},
    gateway: gatewayEnvironment = {},
  } = environments.parse(JSON.parse(process.env[environmentsVariable] ?? '{}'));
  const gatewaySettings = readConfig(gatewayConfig, gatewayEnvironment);
  const authSettings = readConfig(authConfig, authEnvironment);
  const notesSettings = readNotesConfig(notesEnvironment);
  const notifySettings = readNotifyConfig(notifyEnvironment);

  // With NATS set there is no broker, and its environment is missing.
  const brokerSettings = brokerEnvironment && readBrokerConfig(brokerEnvironment);
  const broker = brokerSettings && composeBroker(brokerSettings);
  const buses: EventBus[] = [];
  const busFor = async (name: string, config: CommonConfig): Promise<EventBus> => {
    const logger = createLogger(name, config.LOG_LEVEL);
    const tracer = new Tracer(name, config.OTEL_EXPORTER_OTLP_ENDPOINT);
    const bus = broker ? createInProcessBus(broker, logger, tracer) : await connectBus(name, config, logger, tracer);
    buses.push(bus);
    return bus;
  };

  const auth = await composeAuth(authSettings, { bus: await busFor('auth', authSettings) });
  const notes = await composeNotes(notesSettings, { bus: await busFor('notes', notesSettings), auth: auth.source });
  const notify = await composeNotify(notifySettings, {
    bus: await busFor('notify', notifySettings),
    auth: auth.source,
  });
  const gateway = await composeGateway(gatewaySettings, {
    bus: await busFor('gateway', gatewaySettings),
    auth: auth.source,
    upstreams: { auth: auth.app, notes: notes.app, notify: notify.app },
  });

  // Where the launcher reaches what the gateway lets nobody through to.
  const doors: Door[] = [{ app: auth.app, host: authSettings.HOST, port: authSettings.PORT }];
  if (broker && brokerSettings) doors.push({ app: broker.app, host: brokerSettings.HOST, port: brokerSettings.PORT });

  const parts = [...(broker ? [broker] : []), auth, notes, notify, gateway];
  return {
    service: together(gateway, parts, buses, doors),
    options: { host: gatewaySettings.HOST, port: gatewaySettings.PORT, opsPort: gatewaySettings.OPS_PORT },
    parts,
  };
});

type Door = { app: Service['app']; host: string; port: number };

function together(
  gateway: Service,
  parts: readonly Service[],
  buses: readonly EventBus[],
  doors: readonly Door[],
): Service {
  const servers = doors.map(door => ({ ...door, server: serverOf(door, door.host) }));
  return {
    ...gateway,
    name: 'keep',
    contracts: parts.flatMap(({ contracts }) => contracts),
    readiness: () => ({ waitsFor: parts.flatMap(part => part.readiness().waitsFor) }),
    release() {
      // The broker ends last: told now, it would refuse the others what they need to end well.
      for (const part of parts.filter(({ name }) => name !== 'broker')) part.release?.();
    },
    async start() {
      for (const part of parts) await part.start();
      await Promise.all(servers.map(({ server, host, port }) => listen(server, host, port)));
    },
    async stop() {
      await Promise.all(servers.map(({ server }) => close(server)));
      for (const part of parts.toReversed().filter(({ name }) => name !== 'broker')) await part.stop();
      await Promise.all(buses.map(bus => bus.close()));
      await parts.find(({ name }) => name === 'broker')?.stop();
    },
  };
}
