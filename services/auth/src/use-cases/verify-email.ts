/** Proves an address with its code: completes a sign-up, or a change of address. */
import type { Authenticate } from '@keep/service-kit/authentication';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { signUpIdMissing, wrongCode } from '../domain/account-errors.ts';
import { userRegisteredEvent } from '../domain/account-events.ts';
import { type Code, CODE_TRIES, hashCode } from '../domain/code.ts';
import { emailChangedMail } from '../domain/mails.ts';
import type { User } from '../domain/user.ts';
import type { CodeRepository, UserRepository } from '../ports.ts';
import { noticeTo } from './request-code.ts';
import type { SessionTokens, SignedIn } from './session-tokens.ts';

export type VerifyEmailDependencies = {
  users: UserRepository;
  codes: CodeRepository;
  sessionTokens: SessionTokens;
  authenticate: Authenticate;
  clock: Clock;
  codeKey: Buffer;
};

export type VerifyEmailInput = {
  email: string;
  code: string;
  /** The attempt to sign up; without it, `authorization` names the session that asked for another address. */
  signUpId: string | undefined;
  authorization: string | undefined;
  network: string;
  userAgent: string | undefined;
};
export type VerifyEmail = (input: VerifyEmailInput) => Promise<SignedIn>;

export function makeVerifyEmail(deps: VerifyEmailDependencies): VerifyEmail {
  const { users, codes, sessionTokens, authenticate, clock, codeKey } = deps;

  /** A stranger's request for the same address mails a code, too: it must not count here. */
  async function askerOf({ signUpId, authorization }: VerifyEmailInput): Promise<Pick<Code, 'askedBy' | 'purpose'>> {
    if (signUpId !== undefined) return { askedBy: signUpId, purpose: 'sign-up' };
    if (authorization === undefined) throw signUpIdMissing();
    const { sessionId } = await authenticate(authorization);
    return { askedBy: sessionId, purpose: 'change-email' };
  }

  async function completeSignUp(code: Code, input: VerifyEmailInput): Promise<SignedIn> {
    const pending = await codes.findPending(code.subjectId);
    if (!pending) throw wrongCode();
    const { email, name, passwordHash } = pending;
    const user: User = { id: newId(), email, name, passwordHash, status: 'active', createdAt: clock(), resets: 0 };
    const { session, token } = sessionTokens.open(user.id, input);
    await users.add({ user, events: [userRegisteredEvent(user.id, user.createdAt)], session, codeId: code.id });
    return sessionTokens.issue(user, token);
  }

  async function completeChange(code: Code, input: VerifyEmailInput): Promise<SignedIn> {
    const before = await users.find(code.subjectId);
    if (!before) throw wrongCode();
    const { session, token } = sessionTokens.open(before.id, input);
    const mail = [noticeTo(before.email, emailChangedMail(code.email), clock())];
    const change = { userId: before.id, newEmail: code.email, now: clock(), codeId: code.id, session, mail };
    return sessionTokens.issue(await users.setEmail(change), token);
  }

  return async input => {
    const { email } = input;
    const asker = await askerOf(input);
    const hash = hashCode(email, input.code, codeKey);
    const code = await codes.attempt({ ...asker, email, hash, now: clock(), maxTries: CODE_TRIES });
    if (!code) throw wrongCode();
    return code.purpose === 'sign-up' ? completeSignUp(code, input) : completeChange(code, input);
  };
}
