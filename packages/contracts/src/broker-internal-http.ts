/** What the broker answers to other processes of Keep: its log for services, its groups and dead letters for the launcher. */
import { z } from 'zod';
import { eventEnvelope } from './event-envelope.ts';
import { answeredTimestamp } from './ids.ts';
import { defineRoute, MIB } from './route.ts';

const tag = 'broker';

/** The most bytes of events in one request or answer, and the most events. */
export const BATCH_LIMIT = 4 * MIB;
export const BATCH_EVENTS = 500;
/** Milliseconds for which an event is one consumer's; a consumer that works longer extends it. */
export const LEASE_MILLIS = 10_000;
/** Milliseconds after which a waiting request is answered with nothing: the heartbeat of the log. */
export const HEARTBEAT_MILLIS = 2_000;
/** Milliseconds before each further delivery of an event that was refused; after one failure more it is a dead letter. */
export const REDELIVERY_PAUSES = [200, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000] as const;
/** Milliseconds until a consumer whose own store is down is given the event again. */
export const OUTAGE_PAUSE = 1_000;

/** What an event is published under: tokens joined by dots. */
export const subject = z
  .string()
  .max(256)
  .regex(/^[\w-]+(\.[\w-]+)*$/, 'must be tokens joined by dots');

/** `*` stands for one token, a last `>` for one or more. */
export const subjectFilter = z
  .string()
  .max(256)
  .regex(/^(([\w-]+|\*)\.)*([\w-]+|\*|>)$/, 'must be a subject filter');

const sequence = z.int().min(0);
const groupName = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/)
    .max(100),
});
const subjectFilters = z.array(subjectFilter).min(1).max(100);
const logId = z.string().meta({ description: 'The identity of this log; another one means that the old log was lost' });

export const publishEvents = defineRoute({
  method: 'POST',
  path: '/internal/broker/events',
  operationId: 'publishEvents',
  summary: 'Append events, each once by its id; answered when they are on the disk',
  tag,
  access: 'internal',
  callers: ['services'],
  body: z.strictObject({ events: z.array(eventEnvelope.extend({ subject })).min(1).max(BATCH_EVENTS) }),
  bodyLimit: BATCH_LIMIT,
  responses: { 200: { description: 'All of them are durable', schema: z.object({ logId }) } },
  problems: ['insufficient-scope'],
});

/** After a sequence, or from those published in the last seconds on. */
export const readFrom = z.union([
  z.strictObject({ after: sequence }),
  z.strictObject({ lastSeconds: z.number().min(0) }),
]);
export type ReadFrom = z.infer<typeof readFrom>;

export const loggedEvent = z.object({ sequence, event: eventEnvelope });
export type LoggedEvent = z.infer<typeof loggedEvent>;

export const readEvents = defineRoute({
  method: 'POST',
  path: '/internal/broker/events/read',
  operationId: 'readEvents',
  summary: 'Events from a position on; waits up to two seconds for the first',
  tag,
  access: 'internal',
  callers: ['services'],
  body: z.strictObject({ subjects: subjectFilters, from: readFrom }),
  responses: {
    200: {
      description: 'In the order of the log; `start` is what it was read after, `next` where to go on',
      schema: z.object({ logId, events: z.array(loggedEvent), start: sequence, next: sequence }),
    },
  },
  problems: ['insufficient-scope'],
});
export type ReadPage = z.infer<(typeof readEvents.responses)[200]['schema']>;

/** One event, this consumer's until the lease runs out. */
export const delivery = loggedEvent.extend({ lease: z.string() });
export type Delivery = z.infer<typeof delivery>;

export const fetchDeliveries = defineRoute({
  method: 'POST',
  path: '/internal/broker/groups/{name}/fetch',
  operationId: 'fetchDeliveries',
  summary: 'Join a durable group and take its next events; waits up to two seconds for the first',
  tag,
  access: 'internal',
  callers: ['services'],
  params: groupName,
  body: z.strictObject({ subjects: subjectFilters, limit: z.int().min(1).max(100) }),
  responses: { 200: { description: 'Leased for ten seconds', schema: z.object({ deliveries: z.array(delivery) }) } },
  problems: ['insufficient-scope'],
});

/** What became of a delivery. One whose lease has passed to somebody else is ignored. */
export const settlement = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('ack'), sequence, lease: z.string() }),
  z.strictObject({ outcome: z.literal('extend'), sequence, lease: z.string() }),
  z.strictObject({
    outcome: z.literal('nak'),
    sequence,
    lease: z.string(),
    reason: z.string().max(1_000),
    /** The consumer's own store is down: not counted as a failure. */
    unavailable: z.boolean(),
  }),
]);
export type Settlement = z.infer<typeof settlement>;

export const settleDeliveries = defineRoute({
  method: 'POST',
  path: '/internal/broker/groups/{name}/settle',
  operationId: 'settleDeliveries',
  summary: 'Acknowledge, refuse or extend deliveries',
  tag,
  access: 'internal',
  callers: ['services'],
  params: groupName,
  body: z.strictObject({ settlements: z.array(settlement).min(1).max(200) }),
  responses: { 204: { description: 'Noted' } },
  problems: ['insufficient-scope'],
});

export const purgeEvents = defineRoute({
  method: 'POST',
  path: '/internal/broker/purge',
  operationId: 'purgeEvents',
  summary: 'Remove every event whose subject matches, for good',
  tag,
  access: 'internal',
  callers: ['services'],
  body: z.strictObject({ subject: subjectFilter }),
  responses: { 204: { description: 'Removed' } },
  problems: ['insufficient-scope'],
});

export const getLog = defineRoute({
  method: 'GET',
  path: '/internal/broker/log',
  operationId: 'getLog',
  summary: 'Which log this is',
  tag,
  access: 'internal',
  callers: ['services'],
  responses: {
    200: {
      description: 'The log',
      schema: z.object({ logId }),
    },
  },
});

export const consumerGroup = z.object({
  name: z.string(),
  subjects: z.array(z.string()),
  /** Events that are not acknowledged yet, dead letters apart. */
  lag: z.int(),
  deadLetters: z.int(),
});
export type ConsumerGroupStatus = z.infer<typeof consumerGroup>;

export const listGroups = defineRoute({
  method: 'GET',
  path: '/internal/broker/groups',
  operationId: 'listGroups',
  summary: 'The durable groups and how far behind each is',
  tag,
  access: 'internal',
  callers: ['launcher'],
  responses: { 200: { description: 'By name', schema: z.object({ groups: z.array(consumerGroup) }) } },
  problems: ['insufficient-scope'],
});

export const replayGroup = defineRoute({
  method: 'POST',
  path: '/internal/broker/groups/{name}/replay',
  operationId: 'replayGroup',
  summary: 'Deliver to a group again what it was given before, from a sequence or a time on',
  tag,
  access: 'internal',
  callers: ['launcher'],
  params: groupName,
  body: z.union([z.strictObject({ after: sequence }), z.strictObject({ since: z.iso.datetime() })]),
  responses: { 204: { description: 'It begins there' } },
  problems: ['insufficient-scope'],
});

export const forgetGroup = defineRoute({
  method: 'DELETE',
  path: '/internal/broker/groups/{name}',
  operationId: 'forgetGroup',
  summary: 'Forget a group that nobody uses any more, so that the log need not wait for it',
  tag,
  access: 'internal',
  callers: ['launcher'],
  params: groupName,
  responses: { 204: { description: 'Forgotten' } },
  problems: ['insufficient-scope'],
});

/** Says what failed and why, not what was in it. */
export const deadLetter = z.object({
  group: z.string(),
  sequence,
  eventId: z.string(),
  type: z.string(),
  subject: z.string(),
  publishedAt: answeredTimestamp,
  reason: z.string(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

export const listDeadLetters = defineRoute({
  method: 'GET',
  path: '/internal/broker/dead-letters',
  operationId: 'listDeadLetters',
  summary: 'Events that a group gave up on after eight failures',
  tag,
  access: 'internal',
  callers: ['launcher'],
  responses: { 200: { description: 'The oldest 1,000', schema: z.object({ deadLetters: z.array(deadLetter) }) } },
  problems: ['insufficient-scope'],
});

const deadLetterParams = groupName.extend({ sequence: z.coerce.number().pipe(sequence) });

export const redeliverDeadLetter = defineRoute({
  method: 'POST',
  path: '/internal/broker/groups/{name}/dead-letters/{sequence}/redeliver',
  operationId: 'redeliverDeadLetter',
  summary: 'Give a dead letter to its group again',
  tag,
  access: 'internal',
  callers: ['launcher'],
  params: deadLetterParams,
  responses: { 204: { description: 'It comes again, with all its attempts' } },
  problems: ['insufficient-scope'],
});

export const dropDeadLetter = defineRoute({
  method: 'DELETE',
  path: '/internal/broker/groups/{name}/dead-letters/{sequence}',
  operationId: 'dropDeadLetter',
  summary: 'Give a dead letter up for good',
  tag,
  access: 'internal',
  callers: ['launcher'],
  params: deadLetterParams,
  responses: { 204: { description: 'Its group counts it as done' } },
  problems: ['insufficient-scope'],
});

export const brokerRoutes = [
  publishEvents,
  readEvents,
  fetchDeliveries,
  settleDeliveries,
  purgeEvents,
  getLog,
  listGroups,
  replayGroup,
  forgetGroup,
  listDeadLetters,
  redeliverDeadLetter,
  dropDeadLetter,
] as const;
