/** Checks a password, with every wrong one counted, by where it comes from, before it is looked at. */
import type { Clock } from '@keep/service-kit/clock';
import { tooManySignIns } from '../domain/account-errors.ts';
import type { Origin } from '../domain/origin.ts';
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
  /** What wrong passwords are counted with. */
  origin: Origin;
  /** As `addressGroup` of the kit writes it. */
  network: string;
  /** What the password is compared with; nobody's does the same work. */
  hash: string | undefined;
  password: string;
};

/** Whether the password is right. Throws `too-many-sign-ins` and `overloaded`. */
export type CheckPassword = (check: PasswordCheck) => Promise<boolean>;

export function makeCheckPassword({ attempts, hasher, clock, limits }: CheckPasswordDependencies): CheckPassword {
  return async ({ account, origin, network, hash, password }) => {
    const admission = await attempts.begin(account, origin, clock(), limits);
    if (!admission.admitted) throw tooManySignIns(admission.retryAfter);
    const isRight = await hasher.verify(hash, password, { network, account }).catch(async (error: unknown) => {
      await attempts.withdraw(admission.attempt);
      throw error;
    });
    if (isRight) await attempts.succeed(admission.attempt);
    return isRight;
  };
}
