/** Sets a new password with a mailed code, ends every session, and revokes every API token. */
import type { Clock } from '@keep/service-kit/clock';
import { wrongCode } from '../domain/account-errors.ts';
import { CODE_TRIES, hashCode } from '../domain/code.ts';
import { passwordChangedMail } from '../domain/mails.ts';
import type { CodeRepository, Hasher, UserRepository } from '../ports.ts';
import { noticeTo } from './request-code.ts';

export type ResetPasswordDependencies = {
  users: UserRepository;
  codes: CodeRepository;
  hasher: Hasher;
  clock: Clock;
  codeKey: Buffer;
};

export type ResetPasswordInput = { email: string; code: string; newPassword: string; resetId: string; network: string };
export type ResetPassword = (input: ResetPasswordInput) => Promise<void>;

export function makeResetPassword(deps: ResetPasswordDependencies): ResetPassword {
  const { users, codes, hasher, clock, codeKey } = deps;

  return async ({ email, code: text, newPassword, resetId, network }) => {
    const now = clock();
    const hash = hashCode(email, text, codeKey);
    const attempt = { email, purpose: 'reset-password' as const, askedBy: resetId, hash, now, maxTries: CODE_TRIES };
    const code = await codes.attempt(attempt);
    if (!code) throw wrongCode();
    const changed = await users.setPassword({
      userId: code.subjectId,
      passwordHash: await hasher.hash(newPassword, { network, account: email }),
      now,
      codeId: code.id,
      revokesTokens: true,
      mail: [noticeTo(email, passwordChangedMail(true), now)],
    });
    if (!changed) throw wrongCode();
  };
}
