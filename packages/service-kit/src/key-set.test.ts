import { join } from 'node:path';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { testAuthSource } from '@keep/testing/test-keys';
import { expect, it } from 'vitest';
import type { AuthSource } from './auth-source.ts';
import { KeySet } from './key-set.ts';
import { createLogger } from './logger.ts';

function keySetOf(source: Partial<AuthSource>): KeySet {
  const file = join(temporaryDirectory(), 'keys.json');
  return new KeySet({ ...testAuthSource(), ...source }, file, createLogger('test', 'silent'));
}

it('answers that no key is known while auth cannot be asked', async () => {
  const keySet = keySetOf({ publicKeys: () => Promise.reject(new Error('auth is away')) });
  await expect(keySet.find('some key')).rejects.toMatchObject({ kind: 'unavailable' });
});

it('waits for the keys that are on their way, as at its start', async () => {
  const keys = await testAuthSource().publicKeys();
  let arrive = () => undefined as void;
  const arrived = new Promise<void>(resolve => (arrive = resolve));
  const keySet = keySetOf({ publicKeys: () => arrived.then(() => keys) });
  const fetching = keySet.refresh();
  const found = keySet.find(keys.keys[0]?.kid);
  arrive();
  await expect(found).resolves.toBeDefined();
  await fetching;
});
