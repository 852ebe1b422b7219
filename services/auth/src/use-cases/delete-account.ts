/** Begins the erasure of a person: from here on the saga goes on by itself. */
import type { Actor } from '@keep/service-kit/actor';
import type { Clock } from '@keep/service-kit/clock';
import type { IdempotencyKey } from '@keep/service-kit/idempotency';
import { deletionRequestedEvent } from '../domain/account-events.ts';
import type { SharedNotes } from '../domain/deletion.ts';
import type { DeletionRepository } from '../ports.ts';
import type { ConfirmPassword } from './confirm-password.ts';

export type DeleteAccountDependencies = {
  deletions: DeletionRepository;
  confirmPassword: ConfirmPassword;
  clock: Clock;
  /** The services that must have erased their part. */
  participants: readonly string[];
};

export type DeleteAccountInput = {
  password: string;
  sharedNotes: SharedNotes;
  address: string;
  key: IdempotencyKey | undefined;
};
export type DeleteAccount = (actor: Actor, input: DeleteAccountInput) => Promise<void>;

export function makeDeleteAccount(deps: DeleteAccountDependencies): DeleteAccount {
  const { deletions, confirmPassword, clock, participants } = deps;

  return async (actor, { password, sharedNotes, address, key }) => {
    const user = await confirmPassword(actor, password, address);
    const now = clock();
    const deletion = { userId: user.id, sharedNotes };
    await deletions.request({
      ...deletion,
      now,
      expectedHash: user.passwordHash,
      participants,
      events: [deletionRequestedEvent(deletion, now)],
      key,
    });
  };
}
