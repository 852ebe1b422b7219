/** auth's store as a whole: shared by replicas, and free of what has expired. */
import { newId } from '@keep/service-kit/unique-id';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JoseAccessTokenIssuer } from '../../src/adapters/jose-access-token-issuer.ts';
import type { User } from '../../src/domain/user.ts';
import { type Engine, engines, useEngine } from '../engines.ts';

describe.each(engines)('a store in %s', (_, engine) => {
  useEngine(engine);
  type Repositories = Awaited<ReturnType<Engine['open']>>;
  let directory: string;
  let repositories: Repositories;
  beforeEach(async () => {
    directory = temporaryDirectory();
    repositories = await engine.open(directory);
  });
  afterEach(() => repositories.store.close());

  const DAY = 86_400_000;
  const now = new Date();
  const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
  const newUser = (): User => {
    const id = newId();
    return {
      id,
      email: `${id}@example.org`,
      name: 'Ada',
      passwordHash: 'hash',
      status: 'active',
      createdAt: now,
      resets: 0,
    };
  };

  test('two processes that bring the first keys and secrets agree on one of them', async () => {
    const other = await engine.open(directory);
    const bring = async ({ keys }: Repositories, text: string) => {
      const issuer = new JoseAccessTokenIssuer(keys, 'keep', () => now);
      await keys.addFirst(await issuer.newKey(), await issuer.newKey());
      return keys.serverSecret(Buffer.from(text));
    };
    const secrets = await Promise.all([bring(repositories, 'one'), bring(other, 'two')]);
    expect(secrets[0]).toEqual(secrets[1]);
    expect(await other.keys.published(now)).toEqual(await repositories.keys.published(now));
    expect(await repositories.keys.published(now)).toHaveLength(2);
    await other.store.close();
  });

  test('of many who would be the first account, one is', async () => {
    const adding = Array.from({ length: 10 }, () =>
      repositories.users.add({ user: newUser(), events: [], mustBeFirst: true }),
    );
    expect((await Promise.all(adding)).filter(isFirst => isFirst)).toHaveLength(1);
    expect(await repositories.users.page({ after: undefined, limit: 10 })).toHaveLength(1);
  });

  test('remembers nothing of a person who is not there any more', async () => {
    const key = { key: 'key', fingerprint: 'one' };
    expect(await repositories.users.rename(newId(), 'Ada', now, key)).toBeUndefined();
    expect((await engine.tables(directory)).get('idempotency_keys')).toBe('[]');
  });

  test('removes what has expired, and nothing that has not', async () => {
    const user = newUser();
    const session = (expiresAt: Date) => ({
      id: newId(),
      userId: user.id,
      createdAt: now,
      lastUsedAt: now,
      expiresAt,
      userAgent: null,
      tokenHash: 'hash',
      networkDigest: 'home',
    });
    const [expiring, living, ended] = [session(later(DAY)), session(later(60 * DAY)), session(later(60 * DAY))];
    await repositories.users.add({ user, events: [] });
    for (const one of [expiring, living, ended]) await repositories.sessions.add(one, user.passwordHash, 100);
    await repositories.sessions.end(user.id, ended.id, now);
    await repositories.users.rename(user.id, 'Ada', now, { key: 'key', fingerprint: 'one' });
    const limits = { perMinute: 10, free: 10, freeOfStrangers: 10, longestWait: 1, perNetwork: 10 };
    await repositories.attempts.begin(user.email, { kind: 'stranger', id: 'here' }, now, limits);
    const code = {
      id: newId(),
      email: 'ada@example.org',
      purpose: 'sign-up' as const,
      askedBy: newId(),
      subjectId: newId(),
      hash: 'hash',
      createdAt: now,
      expiresAt: later(1_000),
    };
    await repositories.codes.issue({ charged: [{ key: 'ada', count: 5 }], window: 1, now, code, mail: [] });

    await repositories.expiry.removeExpired(later(1_000));
    expect(await repositories.revocations.isRevoked(ended.id)).toBe(true);
    await repositories.expiry.removeExpired(later(2 * DAY));
    const tables = await engine.tables(directory);
    const cleaned = ['revocations', 'idempotency_keys', 'sign_in_attempts', 'sign_in_waits', 'code_requests', 'codes'];
    expect(cleaned.map(table => tables.get(table))).toEqual(Array(6).fill('[]'));
    expect(tables.get('familiar_networks')).not.toBe('[]');
    const page = { after: undefined, limit: 10 };
    expect((await repositories.sessions.page(user.id, now, page)).map(({ id }) => id)).toEqual([living.id]);
  });
});
