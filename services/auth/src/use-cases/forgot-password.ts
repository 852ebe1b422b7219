/** Mails a code that resets the password; the answer is the same where there is no account. */
import { resetCodeMail } from '../domain/mails.ts';
import type { UserRepository } from '../ports.ts';
import type { RequestCode } from './request-code.ts';

export type ForgotPasswordDependencies = { users: UserRepository; requestCode: RequestCode };
export type ForgotPassword = (email: string) => Promise<void>;

export function makeForgotPassword({ users, requestCode }: ForgotPasswordDependencies): ForgotPassword {
  return async email => {
    const user = await users.findByEmail(email);
    const code = { purpose: 'reset-password' as const, subjectId: user?.id ?? '', mail: resetCodeMail };
    await requestCode({ email, ...(user?.status === 'active' && { code }) });
  };
}
