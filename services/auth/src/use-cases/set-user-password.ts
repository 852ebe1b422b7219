/** Gives an account a new password to hand over, ends its sessions, and revokes its API tokens. */
import { notFound } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { passwordChangedMail } from '../domain/mails.ts';
import type { Hasher, UserRepository } from '../ports.ts';
import { generatePassword } from './generate-password.ts';
import { noticeTo } from './request-code.ts';

export type SetUserPasswordDependencies = { users: UserRepository; hasher: Hasher; clock: Clock };
export type SetUserPassword = (email: string) => Promise<string>;

export function makeSetUserPassword({ users, hasher, clock }: SetUserPasswordDependencies): SetUserPassword {
  return async email => {
    const user = await users.findByEmail(email);
    if (!user) throw notFound();
    const password = generatePassword();
    const passwordHash = await hasher.hash(password, { network: 'operator', account: email });
    const now = clock();
    const mail = [noticeTo(email, passwordChangedMail(true), now)];
    if (!(await users.setPassword({ userId: user.id, passwordHash, now, revokesTokens: true, mail }))) throw notFound();
    return password;
  };
}
