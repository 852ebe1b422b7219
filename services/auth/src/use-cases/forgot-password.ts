/** Mails a code that resets the password; the answer is the same where there is no account. */
import { newId } from '@keep/service-kit/unique-id';
import { chargesOf } from '../domain/code-charges.ts';
import { resetCodeMail } from '../domain/mails.ts';
import type { UserRepository } from '../ports.ts';
import type { Client, FindOrigin } from './find-origin.ts';
import type { RequestCode } from './request-code.ts';

export type ForgotPasswordDependencies = { users: UserRepository; findOrigin: FindOrigin; requestCode: RequestCode };
/** Answers what names the request: the mailed code counts with it alone. */
export type ForgotPassword = (email: string, client: Client) => Promise<{ resetId: string }>;

export function makeForgotPassword({ users, findOrigin, requestCode }: ForgotPasswordDependencies): ForgotPassword {
  return async (email, client) => {
    const user = await users.findByEmail(email);
    const resetId = newId();
    await requestCode({
      email,
      charges: chargesOf(email, await findOrigin(user, client)),
      purpose: 'reset-password',
      askedBy: resetId,
      subjectId: user?.id ?? '',
      mail: user?.status === 'active' ? resetCodeMail : undefined,
    });
    return { resetId };
  };
}
