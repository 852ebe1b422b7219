import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, type Logger } from '@keep/service-kit/logger';
import { eventually } from '@keep/testing/eventually';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Registry } from '../ports.ts';
import { RegistryFile } from './registry-file.ts';

const GOOD = '{"notes":["http://127.0.0.1:4101"]}';
const MALFORMED = GOOD.replace('}', ',');

let path: string;
let warnings: number;
let file: RegistryFile;
let seen: Registry[];

beforeEach(() => {
  path = join(temporaryDirectory(), 'registry.json');
  warnings = 0;
  seen = [];
  file = new RegistryFile(path, countingLogger());
});
afterEach(() => file.stop());

/** Always with the same time, as two writes within one tick of the file system's clock have it. */
function write(text: string): void {
  writeFileSync(path, text);
  utimesSync(path, 1, 1);
}

/** Counts the warnings and writes nothing. */
function countingLogger(): Logger {
  const logger = createLogger('test', 'silent');
  logger.warn = () => void (warnings += 1);
  return logger;
}

it('reads a malformed file again, although neither its time nor its size changes', async () => {
  write(MALFORMED);
  await file.watch(registry => seen.push(registry));
  expect(seen).toEqual([]);
  write(GOOD);
  await eventually(() => expect(seen).toEqual([{ notes: ['http://127.0.0.1:4101'] }]));
});

it('logs a malformed file once, and keeps the registry before it', async () => {
  writeFileSync(path, GOOD);
  await file.watch(registry => seen.push(registry));
  writeFileSync(path, `${MALFORMED} `);
  await eventually(() => expect(warnings).toBe(1));
  writeFileSync(path, `${MALFORMED}  `);
  await eventually(() => expect(warnings).toBe(2));
  expect(seen).toHaveLength(1);
});
