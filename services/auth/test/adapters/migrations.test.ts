/** What becomes of the rows of older versions of auth. */
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { describe, expect, test } from 'vitest';
import { type Engine, engines, useEngine } from '../engines.ts';

const timeOn = (name: string) =>
  name === 'SQLite' ? (ms: number) => String(ms) : (ms: number) => `to_timestamp(${ms / 1_000})`;

describe.each(engines)('the rows of an older version in %s', (name, engine: Engine) => {
  useEngine(engine);
  const time = timeOn(name);
  const now = new Date();
  const soon = time(now.getTime() + 600_000);

  test('keep the codes of sign-ups, and no code that names no request', async () => {
    const directory = temporaryDirectory();
    const code = (id: string, purpose: string, subject: string) =>
      `INSERT INTO codes (id, email, purpose, subject_id, hash, created_at, expires_at)
       VALUES ('${id}', 'ada@example.org', '${purpose}', '${subject}', 'right', ${time(now.getTime())}, ${soon})`;
    const codes = [
      code('1', 'sign-up', 'attempt'),
      code('2', 'reset-password', 'ada'),
      code('3', 'change-email', 'ada'),
    ];
    await engine.makeOlder(directory, 4, codes);
    const { store, codes: repository } = await engine.open(directory);
    const attempt = { email: 'ada@example.org', hash: 'right', now, maxTries: 5 };
    expect(await repository.attempt({ ...attempt, purpose: 'sign-up', askedBy: 'attempt' })).toMatchObject({ id: '1' });
    for (const purpose of ['reset-password', 'change-email'] as const)
      for (const askedBy of ['', 'ada'])
        expect(await repository.attempt({ ...attempt, purpose, askedBy })).toBeUndefined();
    await store.close();
  });

  test('keep accounts and sessions, and begin anew with wrong passwords', async () => {
    const directory = temporaryDirectory();
    const at = time(now.getTime());
    await engine.makeOlder(directory, 4, [
      `INSERT INTO users (id, email, name, password_hash, status, created_at)
       VALUES ('ada', 'ada@example.org', 'Ada', 'hash', 'active', ${at})`,
      `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, token_hash)
       VALUES ('session', 'ada', ${at}, ${at}, ${soon}, 'first')`,
      `INSERT INTO sign_in_attempts VALUES ('1', 'ada@example.org', '192.0.2.1', ${at})`,
      `INSERT INTO sign_in_failures VALUES ('ada@example.org', 50, ${soon}, ${at})`,
      `INSERT INTO code_requests (account, requested_at) VALUES ('ada@example.org', ${at})`,
    ]);
    const { store, users, sessions, attempts } = await engine.open(directory);
    expect(await users.find('ada')).toMatchObject({ email: 'ada@example.org', resets: 0 });
    expect(await sessions.page('ada', now, { after: undefined, limit: 10 })).toMatchObject([{ id: 'session' }]);
    const limits = { perMinute: 1, free: 1, freeOfStrangers: 1, longestWait: 1, perNetwork: 1 };
    const origin = { kind: 'stranger' as const, id: '192.0.2.1' };
    expect(await attempts.begin('ada@example.org', origin, now, limits)).toMatchObject({ admitted: true });
    await store.close();
    expect((await engine.tables(directory)).get('code_requests')).toBe('[]');
  });
});
