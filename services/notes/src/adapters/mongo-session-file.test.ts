import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { type ClientSession, UUID } from 'mongodb';
import { expect, it } from 'vitest';
import { MongoSessionFile } from './mongo-session-file.ts';

const id = new UUID();
const session = { id: { id } } as unknown as ClientSession;

it('names a session once, in a folder that it makes, until nothing is left open', () => {
  const folder = join(temporaryDirectory(), 'not there yet');
  const file = new MongoSessionFile(folder, 1);
  for (let n = 0; n < 2; n += 1) file.note(session);
  const path = join(folder, 'mongo-sessions.1');
  expect(readFileSync(path, 'utf8')).toBe(`${id.toString('hex')}\n`);
  file.remove();
  expect(existsSync(path)).toBe(false);
});

it('refuses nothing because it cannot be written', () => {
  const path = join(temporaryDirectory(), 'a file');
  writeFileSync(path, '');
  expect(() => new MongoSessionFile(path).note(session)).not.toThrow();
});
