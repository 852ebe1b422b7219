/** Changes the password, ends all other sessions, and revokes the API tokens where that is asked for. */
import type { Actor } from '@keep/service-kit/actor';
import type { Clock } from '@keep/service-kit/clock';
import { wrongPassword } from '../domain/account-errors.ts';
import { passwordChangedMail } from '../domain/mails.ts';
import type { Hasher, UserRepository } from '../ports.ts';
import type { ConfirmPassword } from './confirm-password.ts';
import { noticeTo } from './request-code.ts';

export type ChangePasswordDependencies = {
  users: UserRepository;
  hasher: Hasher;
  confirmPassword: ConfirmPassword;
  clock: Clock;
};

export type ChangePasswordInput = {
  currentPassword: string;
  newPassword: string;
  revokeTokens: boolean;
  network: string;
};
export type ChangePassword = (actor: Actor, input: ChangePasswordInput) => Promise<void>;

export function makeChangePassword(deps: ChangePasswordDependencies): ChangePassword {
  const { users, hasher, confirmPassword, clock } = deps;

  return async (actor, { currentPassword, newPassword, revokeTokens, network }) => {
    const user = await confirmPassword(actor, currentPassword, network);
    const now = clock();
    const changed = await users.setPassword({
      userId: user.id,
      passwordHash: await hasher.hash(newPassword, { network, account: user.email }),
      now,
      keepSessionId: actor.sessionId,
      expectedHash: user.passwordHash,
      revokesTokens: revokeTokens,
      mail: [noticeTo(user.email, passwordChangedMail(revokeTokens), now)],
    });
    if (!changed) throw wrongPassword();
  };
}
