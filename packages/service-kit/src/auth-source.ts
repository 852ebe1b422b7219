/** The two things that services fetch from auth in the background, never on the path of a request. */
import { keySet } from '@keep/contracts/auth-http';
import { listRevokedSessions } from '@keep/contracts/auth-internal-http';
import type { z } from 'zod';
import { unavailable } from './app-error.ts';
import { callerHeader } from './callers.ts';

export type PublicKeys = z.output<typeof keySet>;
export type RevokedSessions = z.output<(typeof listRevokedSessions.responses)[200]['schema']>;

export interface AuthSource {
  publicKeys(): Promise<PublicKeys>;
  revokedSessions(): Promise<RevokedSessions>;
}

/** Asks auth over HTTP at `authUrl`, as the process `name` with its `secret`. */
export function httpAuthSource(authUrl: string, name: string, secret: string): AuthSource {
  async function get(path: string): Promise<unknown> {
    const response = await fetch(new URL(path, authUrl), {
      headers: { authorization: callerHeader(name, secret) },
      signal: AbortSignal.timeout(3_000),
    }).catch((error: unknown) => {
      throw unavailable('auth cannot be reached.', error);
    });
    if (!response.ok) throw unavailable(`auth answered ${response.status}.`);
    return response.json();
  }
  return {
    publicKeys: async () => keySet.parse(await get('/.well-known/jwks.json')),
    revokedSessions: async () => listRevokedSessions.responses[200].schema.parse(await get(listRevokedSessions.path)),
  };
}
