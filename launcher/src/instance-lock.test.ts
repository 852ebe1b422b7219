import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { expect, it } from 'vitest';
import { takeInstanceLock } from './instance-lock.ts';
import { awaitLeftovers } from './leftover-processes.ts';

it('is held by one at a time, and free again once released', () => {
  const runDir = temporaryDirectory();
  const lock = takeInstanceLock(runDir);
  expect(lock).toBeDefined();
  expect(takeInstanceLock(runDir)).toBeUndefined();
  lock?.release();
  const again = takeInstanceLock(runDir);
  expect(again).toBeDefined();
  again?.release();
});

it.skipIf(process.platform === 'win32')('leaves alone a process that only has the id of an old one', async () => {
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await awaitLeftovers([{ pid: stranger.pid ?? 0, entry: 'services/notes/dist/main.js' }], 100);
  expect(stranger.kill(0)).toBe(true);
  stranger.kill();
});

it('ends a leftover that does not end by itself in time', async () => {
  const leftover = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'services/notes/dist/main.js']);
  const exit = once(leftover, 'exit');
  await once(leftover, 'spawn');
  await awaitLeftovers([{ pid: leftover.pid ?? 0, entry: 'services/notes/dist/main.js' }], 100);
  expect((await exit)[1]).toBe('SIGKILL');
});
