import { closeSync, openSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { expect, it } from 'vitest';
import { needsCheck, noteCheck } from './sqlite-check.ts';

const MINUTE = 60_000;
const now = new Date(Date.now() + MINUTE);
const later = new Date(now.getTime() + 60 * MINUTE);
const nextDay = new Date(now.getTime() + 1_441 * MINUTE);

/** A file of so many bytes, all of them a hole. */
function fileOf(size: number, path = join(temporaryDirectory(), 'some.sqlite')): string {
  closeSync(openSync(path, 'w'));
  truncateSync(path, size);
  return path;
}

it('checks a small file at each start', () => {
  const path = fileOf(1_000);
  noteCheck(path, now);
  expect(needsCheck(path, later)).toBe(true);
});

it('checks a large file once a day', () => {
  const path = fileOf(2 ** 30);
  expect(needsCheck(path, now)).toBe(true);
  noteCheck(path, now);
  expect([needsCheck(path, later), needsCheck(path, nextDay)]).toEqual([false, true]);
});

it('checks a large file that took the place of the checked one', () => {
  const path = fileOf(2 ** 30);
  noteCheck(path, new Date(Date.now() - MINUTE));
  rmSync(path);
  expect(needsCheck(fileOf(2 ** 30, path), now)).toBe(true);
});

it('checks again where the note could not be left', () => {
  const path = fileOf(2 ** 30);
  noteCheck(path, now);
  rmSync(`${path}.checked`);
  expect(needsCheck(path, later)).toBe(true);
});
