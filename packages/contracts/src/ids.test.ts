import { describe, expect, it } from 'vitest';
import { timestamp } from './ids.ts';
import { createToken } from './auth-http.ts';
import { openApiDocument } from './openapi.ts';

describe('a time', () => {
  it.each([
    ['no time', ''],
    ['a date alone', '2026-01-31'],
    ['no seconds', '2026-01-31T08:00Z'],
    ['no offset', '2026-01-31T08:00:00'],
    ['a day that is none', '2026-02-30T08:00:00Z'],
    ['an hour that is none', '2026-01-31T24:00:00Z'],
    ['a minute that is none', '2026-01-31T08:60:00Z'],
    ['a minute that is none, without seconds', '2026-01-31T08:60Z'],
    ['a second that is none', '2026-01-31T08:00:61Z'],
    ['an offset that is none', '2026-01-31T08:00:00+24:00'],
    ['an offset without a colon', '2026-01-31T08:00:00+0100'],
    ['words', 'tomorrow at nine'],
    ['words before it', 'on 2026-01-31T08:00:00Z'],
    ['a year of five digits in UTC', '9999-12-31T23:59:59-01:00'],
    ['a year before all in UTC', '0000-01-01T00:00:00+01:00'],
  ])('is refused for what is %s', (_what, text) => {
    expect(timestamp.safeParse(text).success).toBe(false);
  });

  it.each([
    ['2026-01-31T08:00:00Z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31t08:00:00z', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00:00+00:00', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00:00-00:00', '2026-01-31T08:00:00.000Z'],
    ['2026-01-31T08:00:00+01:00', '2026-01-31T07:00:00.000Z'],
    ['2026-01-31T23:30:00.5-05:30', '2026-02-01T05:00:00.500Z'],
    ['2026-01-31T08:00:00.123456789Z', '2026-01-31T08:00:00.123Z'],
    ['2024-02-29T08:00:00Z', '2024-02-29T08:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ])('%s is %s in what Keep answers', (text, parsed) => {
    expect(timestamp.parse(text)).toBe(parsed);
  });

  it('is a date-time in the API document', () => {
    const { paths } = openApiDocument({}, [createToken]);
    const body = paths[createToken.path]?.['post']?.requestBody?.content['application/json']?.schema;
    expect(body).toMatchObject({ properties: { expiresAt: { anyOf: [{ type: 'string', format: 'date-time' }, {}] } } });
  });
});
