/** Mails the code of a sign-up once more; the answer is the same where none waits. */
import { signUpCodeMail } from '../domain/mails.ts';
import type { CodeRepository } from '../ports.ts';
import type { RequestCode } from './request-code.ts';

export type ResendCodeDependencies = { codes: CodeRepository; requestCode: RequestCode };
export type ResendCode = (email: string, signUpId: string) => Promise<void>;

export function makeResendCode({ codes, requestCode }: ResendCodeDependencies): ResendCode {
  return async (email, signUpId) => {
    // By its id, never the newest of the address: somebody else may have tried to sign up with it since.
    const pending = await codes.findPending(signUpId);
    const isTheirs = pending?.email === email;
    const code = isTheirs && { purpose: 'sign-up' as const, subjectId: signUpId, mail: signUpCodeMail };
    await requestCode({ email, ...(code && { code }) });
  };
}
