import { expect, it } from 'vitest';
import { traceSyscalls } from './trace-syscalls.ts';

it('says so, and does not fail, when a process cannot be watched', async () => {
  const noSuchProcess = 2 ** 22 + 1;
  expect(await traceSyscalls([noSuchProcess], ['fsync'])).toBeUndefined();
});
