/** Makes an account for somebody else, with a password to hand over; whatever the sign-up mode says. */
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { emailTaken } from '../domain/account-errors.ts';
import { userRegisteredEvent } from '../domain/account-events.ts';
import type { User } from '../domain/user.ts';
import type { Hasher, UserRepository } from '../ports.ts';
import { generatePassword } from './generate-password.ts';

export type AddUserDependencies = { users: UserRepository; hasher: Hasher; clock: Clock };
export type AddUser = (email: string, name: string) => Promise<{ user: User; password: string }>;

export function makeAddUser({ users, hasher, clock }: AddUserDependencies): AddUser {
  return async (email, name) => {
    if (await users.findByEmail(email)) throw emailTaken();
    const password = generatePassword();
    const passwordHash = await hasher.hash(password, { network: 'operator', account: email });
    const user: User = { id: newId(), email, name, passwordHash, status: 'active', createdAt: clock(), resets: 0 };
    await users.add({ user, events: [userRegisteredEvent(user.id, user.createdAt)] });
    return { user, password };
  };
}
