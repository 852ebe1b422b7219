/** The document of the events (AsyncAPI 3.0), made from the event contracts. */
import { events as authEvents } from './auth-events.ts';
import { anyonesSubject, EVENT_LIMIT, type EventContract, eventEnvelope } from './event-envelope.ts';
import { events as notesEvents } from './notes-events.ts';
import { type JsonSchema, openSchemaBook, type SchemaBook } from './schema-book.ts';

export type AsyncApiDocument = {
  asyncapi: '3.0.0';
  info: { title: string; version: string; [member: string]: unknown };
  channels: Record<string, Channel>;
  operations: Record<string, EventOperation>;
  components: { schemas: Record<string, JsonSchema>; messages: Record<string, Message> };
  [member: string]: unknown;
};

type Reference = { $ref: string };
type Channel = { address: string; title: string; messages: Record<string, Reference>; [member: string]: unknown };
type Message = { name: string; summary: string; payload: JsonSchema; [member: string]: unknown };
type EventOperation = {
  action: 'send' | 'receive';
  channel: Reference;
  messages: Reference[];
  [member: string]: unknown;
};

/** Every event that one service tells the others. */
export const publishedEvents: readonly EventContract[] = [...authEvents, ...notesEvents];

const EVERY_PROCESS = 'every-process';

const info = {
  title: 'Keep: events between the services',
  version: '1',
  description: [
    'Events are CloudEvents 1.0 in structured JSON with a `traceparent`, published through an outbox in the transaction',
    'of the change itself. They may come more than once and in any order. The subject says whose they are, so that a',
    `deleted person's events can be purged. An event has at most ${EVENT_LIMIT / 1024} KiB.`,
  ].join(' '),
  license: { name: 'MIT' },
};

/** The AsyncAPI 3.0 document of `events`. */
export function asyncApiDocument(events: readonly EventContract[] = publishedEvents): AsyncApiDocument {
  const book = openSchemaBook('draft-7');
  const messages = Object.fromEntries(events.map(event => [event.type, messageOf(event, book)]));
  return {
    asyncapi: '3.0.0',
    info,
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(events.map(event => [event.type, channelOf(event)])),
    operations: Object.fromEntries(events.flatMap(operationsOf)),
    components: { schemas: book.named, messages },
  };
}

function channelOf({ type, summary, delivery }: EventContract): Channel {
  return {
    address: anyonesSubject(type).replace('*', '{userId}'),
    title: type,
    description:
      delivery === 'log'
        ? `${summary}. Kept in the log until every group has acknowledged it.`
        : `${summary}. Broadcast: every process hears it, at its start also those of the last ten minutes.`,
    messages: { [type]: { $ref: `#/components/messages/${type}` } },
    parameters: { userId: { description: "Whose it is; `_` where it is nobody's own" } },
  };
}

function messageOf({ type, summary, data }: EventContract, book: SchemaBook): Message {
  return {
    name: type,
    title: type,
    summary,
    contentType: 'application/cloudevents+json',
    payload: {
      allOf: [
        book.describe(eventEnvelope, 'output'),
        { type: 'object', properties: { type: { const: type }, data: book.describe(data, 'output') } },
      ],
    },
  };
}

function operationsOf(event: EventContract): [string, EventOperation][] {
  const producer = event.type.slice(0, event.type.indexOf('.'));
  const consumers =
    event.delivery === 'broadcast' ? [EVERY_PROCESS] : [...(event.consumers ?? []), ...(event.listeners ?? [])];
  return [
    [`${producer}.sends.${event.type}`, operation(event, 'send', producer)],
    ...consumers.map((name): [string, EventOperation] => [
      `${name}.receives.${event.type}`,
      operation(event, 'receive', name),
    ]),
  ];
}

function operation({ type, summary }: EventContract, action: 'send' | 'receive', service: string): EventOperation {
  return {
    action,
    summary,
    channel: { $ref: `#/channels/${type}` },
    messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
    tags: [{ name: service }],
  };
}
