import { readFileSync } from 'node:fs';
import { LAUNCHER } from '@keep/contracts/route';
import { callerHeader, authenticateCaller, readCallers } from '@keep/service-kit/callers';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { expect, it } from 'vitest';
import { newSetUpCode, secret, writeCallers } from './secrets.ts';
import { services } from './topology.ts';

it('makes a secret of 256 bits once, and keeps it', () => {
  const directory = temporaryDirectory();
  const made = secret(directory, 'notes');
  expect(made).toMatch(/^[0-9a-f]{64}$/);
  expect(secret(directory, 'notes')).toBe(made);
  expect(secret(directory, 'auth')).not.toBe(made);
});

it('lets each process prove who it is, and none of them be another', () => {
  const directory = temporaryDirectory();
  const callers = readCallers(writeCallers(directory, services));
  const notes = secret(directory, 'notes');
  expect(() => authenticateCaller(callers, callerHeader('auth', notes))).toThrow();
  expect(authenticateCaller(callers, callerHeader('notes', notes))).toMatchObject({ name: 'notes' });
  expect(authenticateCaller(callers, callerHeader(LAUNCHER, secret(directory, LAUNCHER)))).toMatchObject({
    name: LAUNCHER,
  });
  expect(readFileSync(`${directory}/callers.json`, 'utf8')).not.toContain(notes);
});

it('makes set-up codes that can be read aloud', () => {
  expect(newSetUpCode()).toMatch(/^[a-hjkmnp-z2-9]{4}-[a-hjkmnp-z2-9]{4}-[a-hjkmnp-z2-9]{4}$/);
});
