/** Which processes of Keep may call internal endpoints and the broker: each has a secret of its own, known here by hash. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type InternalCaller, LAUNCHER } from '@keep/contracts/route';
import { z } from 'zod';
import { AppError, StartError } from './app-error.ts';

const callersFile = z.array(
  z.object({
    name: z.string(),
    /** SHA-256 of the secret, in hex. */
    sha256: z.string().length(64),
    /** Subject filters that this caller may publish and purge. */
    publish: z.array(z.string()).default([]),
    /** Subject filters that this caller may consume, listen to and read. */
    subscribe: z.array(z.string()).default([]),
    /** Further subject filters that this caller may purge: what a person leaves behind everywhere is removed by one service. */
    purge: z.array(z.string()).default([]),
  }),
);

export type Caller = z.output<typeof callersFile>[number];

/** How a process presents itself: `Authorization: Keep-Service <name>:<secret>`. */
export function callerHeader(name: string, secret: string): string {
  return `Keep-Service ${name}:${secret}`;
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The header by which the gateway shows its own secret to the services that ask where the client is. */
export const GATEWAY_PROOF = 'x-keep-caller';

/** Reads the file that the launcher writes (0600). Without one nobody may call: deny first. */
export function readCallers(path: string | undefined): readonly Caller[] {
  if (path === undefined) return [];
  try {
    return callersFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new StartError(`The list of callers cannot be read; start Keep through its launcher, or set CALLERS_FILE.`, {
      cause: error,
    });
  }
}

/** The caller that a header proves, made by `callerHeader`; undefined where it proves none. */
export function findCaller(callers: readonly Caller[], header: string | undefined): Caller | undefined {
  const [, name, secret] = /^Keep-Service ([a-z0-9-]+):([0-9a-f]{32,128})$/.exec(header ?? '') ?? [];
  const caller = callers.find(candidate => candidate.name === name);
  if (!caller || !secret) return undefined;
  return timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(caller.sha256)) ? caller : undefined;
}

/** The caller that an `Authorization` header proves, or a 401. */
export function authenticateCaller(callers: readonly Caller[], header: string | undefined): Caller {
  const caller = findCaller(callers, header);
  if (caller) return caller;
  throw new AppError('unauthenticated', 'unauthenticated', 'This endpoint is for processes of Keep only.');
}

/** Authorization: throws a 403 where the route does not name this caller. */
export function assertNamed({ name }: Caller, named: readonly InternalCaller[]): void {
  const isNamed = named.some(one => (one === 'services' ? name !== LAUNCHER : name === one));
  if (!isNamed) throw new AppError('forbidden', 'insufficient-scope', `${name} may not call this endpoint.`);
}
