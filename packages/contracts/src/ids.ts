/** Identifiers and times as they appear on the wire. */
import { z } from 'zod';

/** Any UUID of RFC 9562, whatever its version; compared and stored in lower case. */
export const uuid = z
  .string()
  .regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/, 'must be a UUID')
  .toLowerCase()
  .meta({ format: 'uuid' });

/** A moment as RFC 3339 in UTC, to the millisecond: `2026-01-31T08:00:00.000Z`. Parsed to exactly that spelling. */
export const timestamp = z.iso
  .datetime({ precision: null, offset: false })
  .transform(text => new Date(text).toISOString());

/** The same moment in what Keep answers; nothing to normalise. */
export const answeredTimestamp = z.iso.datetime();

/** An opaque place in a list, given by `nextCursor` of the page before. */
export const cursor = z.string().min(1).max(512);

/** Page size and place, shared by every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: cursor.optional().describe('`nextCursor` of the page before'),
};
