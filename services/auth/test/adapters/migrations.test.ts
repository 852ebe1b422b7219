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
});
