/** Cursors: opaque to clients, the sort key of the last entry to us. */
import { malformedQuery } from '@keep/service-kit/app-error';
import type { z } from 'zod';

export function toCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Undefined for a first page. Throws a 400 for what no page has given; `parameter` is its name in the query. */
export function fromCursor<Schema extends z.ZodType>(
  schema: Schema,
  cursor: string | undefined,
  parameter = 'cursor',
): z.output<Schema> | undefined {
  if (cursor === undefined) return undefined;
  const result = schema.safeParse(parsed(cursor));
  if (result.success) return result.data;
  throw malformedQuery([{ pointer: `/${parameter}`, in: 'query', detail: 'is not one that a page gave' }]);
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
