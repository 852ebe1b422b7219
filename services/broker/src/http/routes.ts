/** The broker's HTTP: each request is authenticated by the kit, permitted here, and done by a use case. */
import * as contract from '@keep/contracts/broker-internal-http';
import { notFound } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { HttpApp } from '@keep/service-kit/http-app';
import {
  assertMayPublish,
  assertMayPurge,
  assertMaySubscribe,
  assertOperator,
  assertOwnGroup,
} from '../domain/permissions.ts';
import type { EventStore } from '../ports.ts';
import type { FetchDeliveries } from '../use-cases/fetch-deliveries.ts';
import type { PublishEvents } from '../use-cases/publish-events.ts';
import type { ReadEvents } from '../use-cases/read-events.ts';
import type { SettleDeliveries } from '../use-cases/settle-deliveries.ts';
import { presentDeliveries, presentPage } from './present-events.ts';

export type RouteDependencies = {
  publishEvents: PublishEvents;
  fetchDeliveries: FetchDeliveries;
  settleDeliveries: SettleDeliveries;
  readEvents: ReadEvents;
  purgeEvents: (subject: string) => Promise<number>;
  store: EventStore;
  /** Wakes consumers that wait: there is something for them again. */
  wake: () => void;
  clock: Clock;
};

const NO_CONTENT = { status: 204 };

export function addLogRoutes({ route }: HttpApp, deps: RouteDependencies): void {
  route(contract.publishEvents, async ({ actor, body: { events } }) => {
    assertMayPublish(actor, events.map(event => event.subject)); // prettier-ignore
    return { status: 200, body: await deps.publishEvents(events) };
  });

  route(contract.fetchDeliveries, async ({ actor, params: { name }, body: { subjects, limit }, signal }) => {
    assertOwnGroup(actor, name);
    assertMaySubscribe(actor, subjects);
    return { status: 200, text: presentDeliveries(await deps.fetchDeliveries({ name, subjects }, limit, signal)) };
  });

  route(contract.settleDeliveries, async ({ actor, params: { name }, body: { settlements } }) => {
    assertOwnGroup(actor, name);
    await deps.settleDeliveries(name, settlements);
    return NO_CONTENT;
  });

  route(contract.readEvents, async ({ actor, body: { subjects, from }, signal }) => {
    assertMaySubscribe(actor, subjects);
    return { status: 200, text: presentPage(await deps.readEvents(subjects, from, signal)) };
  });

  route(contract.purgeEvents, async ({ actor, body: { subject } }) => {
    assertMayPurge(actor, subject);
    return { status: 200, body: { purged: await deps.purgeEvents(subject) } };
  });

  route(contract.getLog, async () => {
    const { firstAt, ...status } = deps.store.status();
    return { status: 200, body: { logId: deps.store.logId, ...status, firstAt: firstAt?.toISOString() ?? null } };
  });
}

/** Every one of them is for the launcher alone. */
export function addOperatorRoutes({ route }: HttpApp, { store, wake, clock }: RouteDependencies): void {
  /** 204 and a look around for those who wait, or 404. */
  function done(existed: boolean): typeof NO_CONTENT {
    if (!existed) throw notFound();
    wake();
    return NO_CONTENT;
  }

  route(contract.listGroups, async ({ actor }) => {
    assertOperator(actor);
    return { status: 200, body: { groups: store.groups() } };
  });

  route(contract.replayGroup, async ({ actor, params: { name }, body }) => {
    assertOperator(actor);
    return done(await store.replay(name, 'after' in body ? body.after : store.sequenceBefore(new Date(body.since))));
  });

  route(contract.forgetGroup, async ({ actor, params: { name } }) => {
    assertOperator(actor);
    return done(await store.forget(name));
  });

  route(contract.listDeadLetters, async ({ actor }) => {
    assertOperator(actor);
    return { status: 200, body: { deadLetters: store.deadLetters(1_000) } };
  });

  route(contract.redeliverDeadLetter, async ({ actor, params: { name, sequence } }) => {
    assertOperator(actor);
    return done(await store.redeliver(name, sequence, clock()));
  });

  route(contract.dropDeadLetter, async ({ actor, params: { name, sequence } }) => {
    assertOperator(actor);
    return done(await store.drop(name, sequence));
  });
}
