/** Promotes the next signing key, which everybody knows already, and publishes the one after it. */
import type { Clock } from '@keep/service-kit/clock';
import type { AccessTokenIssuer, KeyRepository } from '../ports.ts';

export type RotateKeysDependencies = { keys: KeyRepository; accessTokens: AccessTokenIssuer; clock: Clock };
export type RotateKeys = () => Promise<{ signingKeyId: string; nextKeyId: string }>;

export function makeRotateKeys({ keys, accessTokens, clock }: RotateKeysDependencies): RotateKeys {
  return async () => {
    const next = await accessTokens.newKey();
    return { signingKeyId: await keys.rotate(next, clock()), nextKeyId: next.publicJwk.kid };
  };
}
