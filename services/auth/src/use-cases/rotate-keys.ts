/** Promotes the next signing key, which everybody knows already, and publishes the one after it. */
import type { Clock } from '@keep/service-kit/clock';
import type { AccessTokenIssuer, KeyRepository } from '../ports.ts';

export type RotateKeysDependencies = {
  keys: KeyRepository;
  accessTokens: AccessTokenIssuer;
  clock: Clock;
  /** Makes this process know the new key at once; the others hear of it. */
  refreshKeys: () => Promise<void>;
};
export type RotateKeys = () => Promise<{ signingKeyId: string; nextKeyId: string }>;

export function makeRotateKeys({ keys, accessTokens, clock, refreshKeys }: RotateKeysDependencies): RotateKeys {
  return async () => {
    const next = await accessTokens.newKey();
    const signingKeyId = await keys.rotate(next, clock());
    await refreshKeys();
    return { signingKeyId, nextKeyId: next.publicJwk.kid };
  };
}
