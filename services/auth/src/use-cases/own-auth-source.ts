/** What other services fetch from auth, straight from auth's own store. */
import type { AuthSource } from '@keep/service-kit/auth-source';
import type { Clock } from '@keep/service-kit/clock';
import { OUTLIVES_ACCESS_TOKENS } from '../domain/signing-key.ts';
import type { KeyRepository, RevocationRepository } from '../ports.ts';

export type OwnAuthSourceDependencies = { keys: KeyRepository; revocations: RevocationRepository; clock: Clock };

export function makeOwnAuthSource({ keys, revocations, clock }: OwnAuthSourceDependencies): AuthSource {
  const oldest = () => new Date(clock().getTime() - OUTLIVES_ACCESS_TOKENS);
  return {
    publicKeys: async () => ({ keys: await keys.published(oldest()) }),
    revokedSessions: async () => {
      const revoked = await revocations.since(oldest());
      return {
        sessions: revoked.map(({ sessionId, revokedAt }) => ({ sessionId, revokedAt: revokedAt.toISOString() })),
      };
    },
  };
}
