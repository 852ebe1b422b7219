/** Asks for another address; it counts once its code was given. The answer is the same where the address is taken. */
import type { Actor } from '@keep/service-kit/actor';
import { chargesOfChange } from '../domain/code-charges.ts';
import { alreadyRegisteredMail, changeEmailCodeMail } from '../domain/mails.ts';
import type { UserRepository } from '../ports.ts';
import type { ConfirmPassword } from './confirm-password.ts';
import type { RequestCode } from './request-code.ts';

export type ChangeEmailDependencies = {
  users: UserRepository;
  confirmPassword: ConfirmPassword;
  requestCode: RequestCode;
};

export type ChangeEmailInput = { password: string; newEmail: string; network: string };
export type ChangeEmail = (actor: Actor, input: ChangeEmailInput) => Promise<void>;

export function makeChangeEmail({ users, confirmPassword, requestCode }: ChangeEmailDependencies): ChangeEmail {
  return async (actor, { password, newEmail, network }) => {
    const user = await confirmPassword(actor, password, network);
    const isTaken = (await users.findByEmail(newEmail)) !== undefined;
    await requestCode({
      email: newEmail,
      charges: chargesOfChange(user.id, newEmail, network),
      purpose: 'change-email',
      askedBy: actor.sessionId,
      subjectId: user.id,
      mail: code => (isTaken ? alreadyRegisteredMail() : changeEmailCodeMail(code, user.email)),
    });
  };
}
