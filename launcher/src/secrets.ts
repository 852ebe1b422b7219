/** The secrets that the launcher makes: one for each process that others must know, and the code for the first account. */
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAUNCHER } from '@keep/contracts/route';
import { type Caller, hashSecret } from '@keep/service-kit/callers';
import { writeFileAtomically } from './run-file.ts';
import type { ServiceSpec } from './topology.ts';

/** The content of a secret file; made by `make` where there is none yet. */
export function secret(secretsDir: string, name: string, make: () => string = randomSecret): string {
  const known = readSecret(secretsDir, name);
  if (known !== undefined) return known;
  const made = make();
  writeSecret(secretsDir, name, made);
  return made;
}

export function readSecret(secretsDir: string, name: string): string | undefined {
  const path = join(secretsDir, name);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

export function writeSecret(secretsDir: string, name: string, text: string): void {
  writeFileAtomically(join(secretsDir, name), text);
}

function randomSecret(): string {
  return randomBytes(32).toString('hex');
}

/** About 59 random bits, without letters that look alike. */
export function newSetUpCode(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return [group(), group(), group()].join('-');
}

/** Writes the callers of internal endpoints and the broker, the launcher included, and returns the path. */
export function writeCallers(secretsDir: string, services: readonly ServiceSpec[]): string {
  const nothing = { publish: [], subscribe: [], purge: [] };
  const callers: Caller[] = services.map(({ name, publishes, subscribes, purges }) => ({
    ...nothing,
    name,
    sha256: hashSecret(secret(secretsDir, name)),
    publish: [...publishes],
    subscribe: [...subscribes],
    purge: [...purges],
  }));
  callers.push({ ...nothing, name: LAUNCHER, sha256: hashSecret(secret(secretsDir, LAUNCHER)) });
  const path = join(secretsDir, 'callers.json');
  writeFileAtomically(path, JSON.stringify(callers, null, 2));
  return path;
}
