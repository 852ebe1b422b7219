/** Has a signed-in person give their password again before something that matters. */
import type { Actor } from '@keep/service-kit/actor';
import { sessionEnded, wrongPassword } from '../domain/account-errors.ts';
import type { User } from '../domain/user.ts';
import type { UserRepository } from '../ports.ts';
import type { CheckPassword } from './check-password.ts';

export type ConfirmPasswordDependencies = { users: UserRepository; checkPassword: CheckPassword };

/** The account, when the password is its own. Throws `wrong-password` and `too-many-sign-ins`. */
export type ConfirmPassword = (actor: Actor, password: string, network: string) => Promise<User>;

export function makeConfirmPassword({ users, checkPassword }: ConfirmPasswordDependencies): ConfirmPassword {
  return async (actor, password, network) => {
    const user = await users.find(actor.userId);
    if (!user) throw sessionEnded();
    // The session's own count: what strangers try with this account does not refuse its owner here.
    const origin = { kind: 'session' as const, id: actor.sessionId };
    const check = { account: user.email, origin, network, hash: user.passwordHash, password };
    if (!(await checkPassword(check))) throw wrongPassword();
    return user;
  };
}
