/** Checks a password, with every wrong one counted before it is looked at. */
import type { Clock } from '@keep/service-kit/clock';
import { tooManySignIns } from '../domain/account-errors.ts';
import type { SignInLimits } from '../domain/sign-in-limit.ts';
import type { AttemptRepository, Hasher } from '../ports.ts';

export type CheckPasswordDependencies = {
  attempts: AttemptRepository;
  hasher: Hasher;
  clock: Clock;
  limits: SignInLimits;
};

export type PasswordCheck = {
  /** The address by which the account is known; it need not exist. */
  account: string;
  /** Where the request came from, as `addressGroup` of the kit writes it. */
  network: string;
  /** What the password is compared with; nobody's does the same work. */
  hash: string | undefined;
  password: string;
};

/** Whether the password is right. Throws `too-many-sign-ins` and `overloaded`. */
export type CheckPassword = (check: PasswordCheck) => Promise<boolean>;

export function makeCheckPassword({ attempts, hasher, clock, limits }: CheckPasswordDependencies): CheckPassword {
  return async ({ account, network, hash, password }) => {
    const admission = await attempts.begin(account, network, clock(), limits);
    if (!admission.admitted) throw tooManySignIns(admission.retryAfter);
    const isRight = await hasher.verify(hash, password, { network, account }).catch(async (error: unknown) => {
      await attempts.withdraw(account, admission.attemptId);
      throw error;
    });
    if (isRight) await attempts.succeed(account, admission.attemptId);
    return isRight;
  };
}
