/** auth asks its own store whether a session has ended: nobody knows it sooner. */
import type { Authenticate } from '@keep/service-kit/authentication';
import { sessionEnded } from '../domain/account-errors.ts';
import type { RevocationRepository } from '../ports.ts';

export function honourRevocations(authenticate: Authenticate, revocations: RevocationRepository): Authenticate {
  return async authorization => {
    const actor = await authenticate(authorization);
    if (await revocations.isRevoked(actor.sessionId)) throw sessionEnded();
    return actor;
  };
}
