/** Begins the erasure of a person: from here on the saga goes on by itself. */
import type { Actor } from '@keep/service-kit/actor';
import { AppError } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { IdempotencyKey } from '@keep/service-kit/idempotency';
import { sessionEnded } from '../domain/account-errors.ts';
import { deletionRequestedEvent } from '../domain/account-events.ts';
import type { SharedNotes } from '../domain/deletion.ts';
import type { DeletionRepository, RevocationRepository } from '../ports.ts';
import type { ConfirmPassword } from './confirm-password.ts';

export type DeleteAccountDependencies = {
  deletions: DeletionRepository;
  revocations: Pick<RevocationRepository, 'isRevoked'>;
  confirmPassword: ConfirmPassword;
  clock: Clock;
  /** The services that must have erased their part. */
  participants: readonly string[];
};

export type DeleteAccountInput = {
  password: string;
  sharedNotes: SharedNotes;
  network: string;
  key: IdempotencyKey | undefined;
};
/** The actor's session may have ended: if it did by this request, under its key, the request is answered once more. */
export type DeleteAccount = (actor: Actor, input: DeleteAccountInput) => Promise<void>;

export function makeDeleteAccount(deps: DeleteAccountDependencies): DeleteAccount {
  const { deletions, revocations, confirmPassword, clock, participants } = deps;

  async function begin(actor: Actor, { password, sharedNotes, network, key }: DeleteAccountInput): Promise<void> {
    if (await revocations.isRevoked(actor.sessionId)) throw sessionEnded();
    const user = await confirmPassword(actor, password, network);
    const now = clock();
    const deletion = { userId: user.id, sharedNotes };
    await deletions.request({
      ...deletion,
      sessionId: actor.sessionId,
      now,
      expectedHash: user.passwordHash,
      participants,
      events: [deletionRequestedEvent(deletion, now)],
      key,
    });
  }

  return async (actor, input) => {
    const key = input.key && withoutPassword(input.key, input);
    try {
      await begin(actor, { ...input, key });
    } catch (error) {
      const hasEnded = error instanceof AppError && error.code === 'session-ended';
      if (hasEnded && key && (await deletions.wasRequested(actor.sessionId, key))) return;
      throw error;
    }
  };
}

/** A digest of the whole request is one that passwords can be tried against, faster than against their own hash. */
function withoutPassword({ key }: IdempotencyKey, { sharedNotes }: DeleteAccountInput): IdempotencyKey {
  return { key, fingerprint: sharedNotes };
}
