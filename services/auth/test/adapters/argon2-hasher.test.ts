/** Passwords by Argon2id. */
import { expect, test } from 'vitest';
import { Argon2Hasher } from '../../src/adapters/argon2-hasher.ts';

const share = { network: '192.0.2.1', account: 'ada@example.org' };

test('hashes by Argon2id with 19 MiB, two passes and one lane', async () => {
  const hasher = new Argon2Hasher({ atOnce: 4, waiting: 10 });
  expect(await hasher.hash('a password', share)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('accepts the right password alone, however its accents are composed, and nobody without a hash', async () => {
  const hasher = new Argon2Hasher({ atOnce: 4, waiting: 10 });
  const hash = await hasher.hash('caf\u00e9 au lait', share);
  expect(await hasher.verify(hash, 'cafe\u0301 au lait', share)).toBe(true);
  expect(await hasher.verify(hash, 'cafe au lait', share)).toBe(false);
  expect(await hasher.verify(undefined, 'nobody has this password', share)).toBe(false);
});

test('refuses what would wait too long, and goes on afterwards', async () => {
  const hasher = new Argon2Hasher({ atOnce: 4, waiting: 6 });
  const outcomes = await Promise.allSettled(Array.from({ length: 25 }, () => hasher.hash('a password', share)));
  const refused = outcomes.filter(outcome => outcome.status === 'rejected');
  expect(refused).toHaveLength(15);
  for (const { reason } of refused) expect(reason).toMatchObject({ kind: 'unavailable', code: 'overloaded' });
  await expect(hasher.hash('a password', share)).resolves.toMatch(/^\$argon2id/);
});

test('serves other networks and accounts before the rest of a flood, and refuses none of them', async () => {
  const hasher = new Argon2Hasher({ atOnce: 2, waiting: 20 });
  const order: string[] = [];
  const hash = (name: string, network: string, account: string) =>
    hasher.hash('a password', { network, account }).then(() => order.push(name));
  const flood = Array.from({ length: 60 }, (_, at) => hash('flood', 'flood', `${at}@example.org`));
  const others = ['bob', 'eve', 'dan'].map(name => hash(name, name, `${name}@example.org`));
  const outcomes = await Promise.allSettled(flood);
  await Promise.all(others);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(41);
  expect(order.slice(0, 15)).toEqual(expect.arrayContaining(['bob', 'eve', 'dan']));
});
