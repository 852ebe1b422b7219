/** Mails the code of a sign-up once more; the answer is the same where none waits. */
import { signUpCodeMail } from '../domain/mails.ts';
import type { CodeRepository } from '../ports.ts';
import type { RequestCode } from './request-code.ts';

export type ResendCodeDependencies = { codes: CodeRepository; requestCode: RequestCode };
export type ResendCode = (email: string) => Promise<void>;

export function makeResendCode({ codes, requestCode }: ResendCodeDependencies): ResendCode {
  return async email => {
    const pending = await codes.newestPending(email);
    const code = pending && { purpose: 'sign-up' as const, subjectId: pending.id, mail: signUpCodeMail };
    await requestCode({ email, ...(code && { code }) });
  };
}
