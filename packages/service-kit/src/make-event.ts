/** Makes an event of its contract: with an id, the time, whose it is, and the trace that it belongs to. */
import { type EventContract, type EventEnvelope, subjectOf } from '@keep/contracts/event-envelope';
import type { z } from 'zod';
import { currentContext } from './request-context.ts';
import { formatTraceparent } from './trace-context.ts';
import { newId } from './unique-id.ts';

/** `source` is `keep/<service>`; `id` where the same event may be made twice and must stay one. */
export type EventOrigin = { source: string; now: Date; id?: string };

/** An event of `contract` that belongs to `userId`, or to nobody (`null`), and continues the current trace. */
export function makeEvent<Data extends z.ZodType>(
  contract: EventContract<Data>,
  userId: string | null,
  data: z.input<Data>,
  { source, now, id }: EventOrigin,
): EventEnvelope {
  const { span } = currentContext();
  return {
    specversion: '1.0',
    id: id ?? newId(),
    source,
    type: contract.type,
    subject: subjectOf(contract.type, userId),
    time: now.toISOString(),
    datacontenttype: 'application/json',
    ...(span && { traceparent: formatTraceparent(span) }),
    data,
  };
}
