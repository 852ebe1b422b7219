/** Makes an account: at once, or after the address was proved with a mailed code. */
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { emailTaken, signUpClosed, tooManySignIns } from '../domain/account-errors.ts';
import { userRegisteredEvent } from '../domain/account-events.ts';
import { alreadyRegisteredMail, signUpCodeMail } from '../domain/mails.ts';
import { chargesOf } from '../domain/code-charges.ts';
import type { Share } from '../domain/fair-turns.ts';
import { strangerFrom } from '../domain/origin.ts';
import type { SignInLimits } from '../domain/sign-in-limit.ts';
import { decideSignUp, type SignUpMode } from '../domain/sign-up-rule.ts';
import type { User } from '../domain/user.ts';
import type { AttemptRepository, Hasher, UserRepository } from '../ports.ts';
import type { RequestCode } from './request-code.ts';
import type { SessionTokens, SignedIn } from './session-tokens.ts';

export type SignUpDependencies = {
  users: UserRepository;
  attempts: AttemptRepository;
  hasher: Hasher;
  clock: Clock;
  requestCode: RequestCode;
  sessionTokens: SessionTokens;
  mode: SignUpMode;
  setUpCode: string | undefined;
  limits: SignInLimits;
};

export type SignUpInput = {
  email: string;
  password: string;
  name: string;
  setUpCode: string | undefined;
  network: string;
  userAgent: string | undefined;
};

/** The account, signed in; or the id of an attempt whose code was mailed, whoever asks. */
export type SignUp = (input: SignUpInput) => Promise<SignedIn | { signUpId: string }>;

/** The name under which wrong set-up codes are counted: no address of an account looks like it. */
const SET_UP = 'set-up code';

export function makeSignUp(deps: SignUpDependencies): SignUp {
  const { users, attempts, hasher, clock, requestCode, sessionTokens, mode, setUpCode, limits } = deps;

  /** Guesses of the set-up code are counted like those of a password. */
  async function decide(input: SignUpInput, isFirst: boolean): Promise<'at-once' | 'after-code'> {
    const situation = { mode, setUpCode, givenCode: input.setUpCode, isFirst };
    if (!isFirst || setUpCode === undefined || input.setUpCode === undefined) return decideSignUp(situation);
    const admission = await attempts.begin(SET_UP, strangerFrom(input.network), clock(), limits);
    if (!admission.admitted) throw tooManySignIns(admission.retryAfter);
    const decision = decideSignUp(situation);
    await attempts.succeed(admission.attempt);
    return decision;
  }

  async function signUpAtOnce(input: SignUpInput, mustBeFirst: boolean): Promise<SignedIn> {
    if (await users.findByEmail(input.email)) throw emailTaken();
    const user = newUser(input, await hasher.hash(input.password, shareOf(input)), clock());
    const { session, token } = sessionTokens.open(user.id, input);
    const events = [userRegisteredEvent(user.id, user.createdAt)];
    if (!(await users.add({ user, events, session, mustBeFirst }))) throw signUpClosed();
    return sessionTokens.issue(user, token);
  }

  /** The same work and the same answer whether or not the address has an account. */
  async function signUpAfterCode(input: SignUpInput): Promise<{ signUpId: string }> {
    const { email, name, network } = input;
    const passwordHash = await hasher.hash(input.password, shareOf(input));
    const pendingSignUp = { id: newId(), email, name, passwordHash, createdAt: clock() };
    const { id: signUpId } = pendingSignUp;
    const isKnown = (await users.findByEmail(email)) !== undefined;
    const mail = isKnown ? alreadyRegisteredMail : signUpCodeMail;
    await requestCode({
      email,
      charges: chargesOf(email, strangerFrom(network)),
      purpose: 'sign-up',
      askedBy: signUpId,
      subjectId: signUpId,
      mail,
      pendingSignUp,
    });
    return { signUpId };
  }

  return async input => {
    const isFirst = !(await users.hasAny());
    const decision = await decide(input, isFirst);
    return decision === 'after-code' ? signUpAfterCode(input) : signUpAtOnce(input, mode === 'closed');
  };
}

function shareOf({ network, email }: SignUpInput): Share {
  return { network, account: email };
}

function newUser({ email, name }: SignUpInput, passwordHash: string, createdAt: Date): User {
  return { id: newId(), email, name, passwordHash, status: 'active', createdAt, resets: 0 };
}
