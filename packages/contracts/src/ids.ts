/** Identifiers and times as they appear on the wire. */
import { z } from 'zod';

/** Any UUID of RFC 9562, whatever its version; compared and stored in lower case. */
export const uuid = z
  .string()
  .regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/, 'must be a UUID')
  .toLowerCase()
  .meta({ format: 'uuid' });

/** What four digits of a year can say, after the offset has been taken off. */
const MIN_TIME = Date.parse('0000-01-01T00:00:00Z');
const MAX_TIME = Date.parse('9999-12-31T23:59:59.999Z');

/** Date and time of RFC 3339, with any offset, in upper case; a leap second is the first of the next minute. */
const DATE_TIME = z.regexes.datetime({ offset: true, precision: null });
const LEAP_SECOND = /(?<=T\d\d:\d\d):60/;

/**
 * A moment in any spelling of RFC 3339, such as `2026-01-31t09:00:00+01:00`. Parsed to the one spelling that Keep
 * answers: in UTC, to the millisecond.
 */
export const timestamp = z
  .string()
  .toUpperCase()
  .transform((text, context) => {
    const isLeap = LEAP_SECOND.test(text);
    const plain = isLeap ? text.replace(LEAP_SECOND, ':59') : text;
    const time = DATE_TIME.test(plain) ? new Date(plain).getTime() + (isLeap ? 1_000 : 0) : NaN;
    if (time >= MIN_TIME && time <= MAX_TIME) return new Date(time).toISOString();
    context.addIssue({ code: 'custom', message: 'must be a time of RFC 3339, such as 2026-01-31T08:00:00Z' });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

/** The same moment in what Keep answers; nothing to normalise. */
export const answeredTimestamp = z.iso.datetime();

/** An opaque place in a list, given by `nextCursor` of the page before. */
export const cursor = z.string().min(1).max(512);

/** Page size and place, shared by every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: cursor.optional().describe('`nextCursor` of the page before'),
};
