/**
 * A small service with outbox and inbox as the kit has them, run as a process of its own. At the chosen point of its
 * fifth change it kills itself: what a power cut does, at the worst moment. Started again without one, it goes on.
 */
import { join } from 'node:path';
import { anyonesSubject, defineEvent, type EventEnvelope } from '@keep/contracts/event-envelope';
import { createBrokerBus } from '@keep/service-kit/broker-event-bus';
import type { EventBus, EventHandler } from '@keep/service-kit/event-bus';
import { createJetStreamBus } from '@keep/service-kit/jetstream-event-bus';
import { createLogger } from '@keep/service-kit/logger';
import { makeEvent } from '@keep/service-kit/make-event';
import { startOutboxRelay } from '@keep/service-kit/outbox-relay';
import { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import { appendToOutbox, recordInInbox, SqliteOutbox } from '@keep/service-kit/sqlite-outbox';
import { Tracer } from '@keep/service-kit/tracing';
import { z } from 'zod';
import { CHANGES, type CrashPoint, FATAL_CHANGE, GROUP, migrations } from './crash-points.ts';

const {
  DATA_DIR = '.',
  BROKER_URL: brokerUrl = '',
  /** JetStream instead of the broker. */
  NATS_URL: natsUrl,
  SERVICE_NAME: name = '',
  SERVICE_SECRET: secret = '',
} = process.env;

const changeMade = defineEvent({
  type: 'test.change-made.v1',
  summary: 'A change of the crashing service',
  delivery: 'log',
  data: z.object({ number: z.int() }),
});
const numberOf = (event: EventEnvelope) => changeMade.data.parse(event.data).number;

/** Ends the process here and now, if this is the point and the change. */
function reach(point: CrashPoint, number: number): void {
  if (process.env['CRASH_AT'] === point && number === FATAL_CHANGE) process.kill(process.pid, 'SIGKILL');
}

const db = SqliteDatabase.open(join(DATA_DIR, 'service.sqlite'), migrations);
const logger = createLogger('crashing', 'silent');
const tracer = new Tracer('crashing');
const bus =
  natsUrl === undefined
    ? createBrokerBus({ brokerUrl, name, secret, logger, tracer })
    : createJetStreamBus({ url: natsUrl, name, isSyncAlways: true, logger, tracer });

/** Between the log's answer and the outbox there is nothing of ours: the bus itself must be what dies. */
const fragileBus: EventBus = Object.assign(Object.create(bus) as EventBus, {
  async publish(events: readonly EventEnvelope[]) {
    const answer = await bus.publish(events);
    for (const event of events) reach('after-publish', numberOf(event));
    return answer;
  },
  logId: () => bus.logId(),
});

const handle: EventHandler = async event => {
  const number = numberOf(event);
  await db.write(() => {
    db.run('INSERT INTO deliveries VALUES (?)', number);
    if (!recordInInbox(db, GROUP, event.id)) return;
    db.run('INSERT INTO effects VALUES (?)', number);
    reach('before-effect-is-committed', number);
  });
  reach('before-acknowledging', number);
};

bus.consume({ name: GROUP, subjects: [anyonesSubject(changeMade.type)] }, handle);
const relay = startOutboxRelay({ store: new SqliteOutbox(db), bus: fragileBus, logger });

const { last } = db.get<{ last: number }>('SELECT coalesce(max(number), 0) AS last FROM changes') ?? { last: 0 };
for (let number = last + 1; number <= CHANGES; number += 1) {
  const event = makeEvent(changeMade, 'someone', { number }, { source: 'keep/test', now: new Date() });
  await db.write(() => {
    db.run('INSERT INTO changes VALUES (?)', number);
    appendToOutbox(db, [event]);
    reach('before-commit', number);
  });
  reach('after-commit', number);
  relay.wake();
}
