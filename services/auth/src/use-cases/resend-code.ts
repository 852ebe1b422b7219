/** Mails the code of a sign-up once more; the answer and the work are the same where none waits. */
import { chargesOf } from '../domain/code-charges.ts';
import { alreadyRegisteredMail, signUpCodeMail } from '../domain/mails.ts';
import { strangerFrom } from '../domain/origin.ts';
import type { CodeRepository, UserRepository } from '../ports.ts';
import type { RequestCode } from './request-code.ts';

export type ResendCodeDependencies = { users: UserRepository; codes: CodeRepository; requestCode: RequestCode };
export type ResendCode = (email: string, signUpId: string, network: string) => Promise<void>;

export function makeResendCode({ users, codes, requestCode }: ResendCodeDependencies): ResendCode {
  return async (email, signUpId, network) => {
    // By its id, never the newest of the address: somebody else may have tried to sign up with it since.
    const pending = await codes.findPending(signUpId);
    const isKnown = (await users.findByEmail(email)) !== undefined;
    const mail = isKnown ? alreadyRegisteredMail : signUpCodeMail;
    await requestCode({
      email,
      charges: chargesOf(email, strangerFrom(network)),
      purpose: 'sign-up',
      askedBy: signUpId,
      subjectId: signUpId,
      mail: pending?.email === email ? mail : undefined,
    });
  };
}
