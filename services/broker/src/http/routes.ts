/** The broker's HTTP: each request is authenticated by the kit, permitted here, and done by a use case. */
import * as contract from '@keep/contracts/broker-internal-http';
import { notFound } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { EventLogClient } from '@keep/service-kit/event-log-client';
import type { Answer, HttpApp } from '@keep/service-kit/http-app';
import * as permissions from '../domain/permissions.ts';
import type { EventStore } from '../ports.ts';

const NO_CONTENT = { status: 204 };

/** What services do with the log. */
export function addLogRoutes(http: HttpApp, log: EventLogClient, store: EventStore): void {
  http.route(contract.publishEvents, async ({ actor, body: { events } }) => {
    permissions.assertMayPublish(actor, events.map(event => event.subject)); // prettier-ignore
    return { status: 200, body: await log.append(events) };
  });

  http.route(contract.fetchDeliveries, async ({ actor, params: { name }, body: { subjects, limit }, signal }) => {
    permissions.assertOwnGroup(actor, name);
    permissions.assertMaySubscribe(actor, subjects);
    return { status: 200, body: { deliveries: await log.fetch({ name, subjects }, limit, signal()) } };
  });

  http.route(contract.settleDeliveries, async ({ actor, params: { name }, body: { settlements } }) => {
    permissions.assertOwnGroup(actor, name);
    await log.settle(name, settlements);
    return NO_CONTENT;
  });

  http.route(contract.readEvents, async ({ actor, body: { subjects, from }, signal }) => {
    permissions.assertMaySubscribe(actor, subjects);
    return { status: 200, body: await log.read(subjects, from, signal()) };
  });

  http.route(contract.purgeEvents, async ({ actor, body: { subject } }) => {
    permissions.assertMayPurge(actor, subject);
    await log.purge(subject);
    return NO_CONTENT;
  });

  http.route(contract.getLog, async () => ({ status: 200, body: { logId: store.logId } }));
}

/** What the launcher does with groups and dead letters. `wake` tells consumers that wait to look again. */
export function addOperatorRoutes(http: HttpApp, store: EventStore, wake: () => void, clock: Clock): void {
  function done(existed: boolean): Answer {
    if (!existed) throw notFound();
    wake();
    return NO_CONTENT;
  }

  http.route(contract.listGroups, async () => ({ status: 200, body: { groups: store.groups() } }));

  http.route(contract.listDeadLetters, async () => ({ status: 200, body: { deadLetters: store.deadLetters(1_000) } }));

  http.route(contract.replayGroup, async ({ params: { name }, body }) => {
    const after = 'after' in body ? body.after : store.sequenceBefore(new Date(body.since));
    return done(await store.replay(name, after, clock()));
  });

  http.route(contract.forgetGroup, async ({ params: { name } }) => done(await store.forget(name)));

  http.route(contract.redeliverDeadLetter, async ({ params: { name, sequence } }) =>
    done(await store.redeliver(name, sequence, clock())),
  );

  http.route(contract.dropDeadLetter, async ({ params: { name, sequence } }) => done(await store.drop(name, sequence)));
}
