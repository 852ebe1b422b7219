/** The two things that services fetch from auth in the background, never on the path of a request. */
import { keySet } from '@keep/contracts/auth-http';
import { listRevokedSessions } from '@keep/contracts/auth-internal-http';
import type { z } from 'zod';
import { StartError, unavailable } from './app-error.ts';
import { callerHeader } from './callers.ts';
import type { CommonConfig } from './read-config.ts';

export type PublicKeys = z.output<typeof keySet>;
export type RevokedSessions = z.output<(typeof listRevokedSessions.responses)[200]['schema']>;

export interface AuthSource {
  publicKeys(): Promise<PublicKeys>;
  revokedSessions(): Promise<RevokedSessions>;
}

type AuthAccess = Pick<CommonConfig, 'AUTH_URL' | 'SERVICE_SECRET'>;

/** Asks auth over HTTP, as the process `name`, where and with the secret that its config says. Throws `StartError`. */
export function httpAuthSource(name: string, { AUTH_URL: authUrl, SERVICE_SECRET: secret }: AuthAccess): AuthSource {
  if (!authUrl || !secret) throw new StartError('Set AUTH_URL and SERVICE_SECRET, or start Keep through its launcher.');
  const authorization = callerHeader(name, secret);

  async function get(path: string): Promise<unknown> {
    const response = await fetch(new URL(path, authUrl), {
      headers: { authorization },
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
