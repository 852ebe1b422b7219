/** Passwords by Argon2id. */
import { expect, test } from 'vitest';
import { Argon2Hasher } from '../../src/adapters/argon2-hasher.ts';

test('hashes by Argon2id with 19 MiB, two passes and one lane', async () => {
  const hasher = new Argon2Hasher({ atOnce: 4, waiting: 10 });
  expect(await hasher.hash('a password')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('accepts the right password alone, however its accents are composed, and nobody without a hash', async () => {
  const hasher = new Argon2Hasher({ atOnce: 4, waiting: 10 });
  const hash = await hasher.hash('caf\u00e9 au lait');
  expect(await hasher.verify(hash, 'cafe\u0301 au lait')).toBe(true);
  expect(await hasher.verify(hash, 'cafe au lait')).toBe(false);
  expect(await hasher.verify(undefined, 'nobody has this password')).toBe(false);
});

test('refuses what would wait too long, and goes on afterwards', async () => {
  const hasher = new Argon2Hasher({ atOnce: 4, waiting: 6 });
  const outcomes = await Promise.allSettled(Array.from({ length: 25 }, () => hasher.hash('a password')));
  const refused = outcomes.filter(outcome => outcome.status === 'rejected');
  expect(refused).toHaveLength(15);
  for (const { reason } of refused) expect(reason).toMatchObject({ kind: 'unavailable', code: 'overloaded' });
  await expect(hasher.hash('a password')).resolves.toMatch(/^\$argon2id/);
});
