import { accessTokenFor } from '@keep/testing/test-keys';
import { expect, it } from 'vitest';
import { claimedUser } from './claimed-user.ts';

const encoded = (payload: unknown) => `Bearer a.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c`;

it('is whom an access token names', async () => {
  expect(claimedUser(`Bearer ${await accessTokenFor('ada')}`)).toBe('ada');
});

it.each([
  undefined,
  '',
  'Bearer',
  'Bearer keep_abc',
  'Basic a.b.c',
  'Bearer a.b.c',
  'Bearer a.e30.c',
  ...[null, 1, 'x', [], { sub: 1 }].map(encoded),
])('is nobody for %s', authorization => {
  expect(claimedUser(authorization)).toBeUndefined();
});
