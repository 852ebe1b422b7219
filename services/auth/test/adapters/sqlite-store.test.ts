/** auth's file is private. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { expect, test } from 'vitest';
import { openSqliteRepositories } from '../../src/adapters/sqlite-repositories.ts';

test.skipIf(process.platform === 'win32')('is for its owner alone, with its side files and its folder', async () => {
  const path = join(temporaryDirectory(), 'auth', 'auth.sqlite');
  const { store, users } = openSqliteRepositories(path);
  const createdAt = new Date();
  const user = { id: 'ada', email: 'ada@example.org', name: 'Ada', passwordHash: 'hash', createdAt };
  await users.add({ user: { ...user, status: 'active', resets: 0 }, events: [] });
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  store.close();
});
