/** Events on the bus: CloudEvents 1.0 in structured JSON, with the W3C `traceparent` extension. */
import { z } from 'zod';

/** An event as it is stored, sent and received; `data` is parsed by whoever handles the type. */
export const eventEnvelope = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    /** `keep/<service>`. */
    source: z.string(),
    /** `<service>.<what-happened>.v<N>`. */
    type: z.string(),
    /** Where it is published: `keep.<service>.<userId>.<what-happened>.v<N>`; `_` where it is nobody's own. */
    subject: z.string(),
    time: z.iso.datetime(),
    datacontenttype: z.literal('application/json').optional(),
    traceparent: z.string().optional(),
    data: z.unknown(),
  })
  .meta({ id: 'CloudEvent' });
export type EventEnvelope = z.infer<typeof eventEnvelope>;

/** Declares an event: its type, what it says, and the shape of its data. Open: readers ignore what they do not know. */
export type EventContract<Data extends z.ZodType = z.ZodType> = {
  type: string;
  summary: string;
  /** `log` is kept and consumed by groups; `broadcast` is heard by every process. */
  delivery: 'log' | 'broadcast';
  /** The services that handle it, each in a group of its own; a broadcast is heard by every process. */
  consumers?: readonly string[];
  /** The services that hear it in each of their processes, and keep nothing of it. */
  listeners?: readonly string[];
  data: Data;
};

export function defineEvent<Data extends z.ZodType>(event: EventContract<Data>): EventContract<Data> {
  return event;
}

/** The largest event, in bytes of JSON. */
export const EVENT_LIMIT = 512 * 1024;

/**
 * The subject of an event of `type` that belongs to `userId` (or to nobody: `_`).
 * `notes.note-edited.v1` of user U is `keep.notes.U.note-edited.v1`, so that all that is U's is `keep.*.U.>`.
 */
export function subjectOf(type: string, userId: string | null): string {
  const [service, ...rest] = type.split('.');
  return `keep.${service}.${userId ?? '_'}.${rest.join('.')}`;
}

/** The subject filter that matches events of `type` of everybody. */
export function anyonesSubject(type: string): string {
  return subjectOf(type, null).replace('._.', '.*.');
}
